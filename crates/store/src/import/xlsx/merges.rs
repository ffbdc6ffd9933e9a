//! Cells merged down a column, whose value stands only in the first: found by a pass over a sheet.

use std::io::{self, Read};

use super::package::PartReader;
use super::sheet::cell_place;

/// Cells merged down a column. Rows and columns count from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Merge {
    pub first: u32,
    pub last: u32,
    pub column: u32,
}

/// The list of merged cells stands behind the rows, in this element.
const MARK: &[u8] = b"mergeCell";
/// How many are read; more than a sheet has rows make no sense.
const MERGES_MAX: usize = 1_048_576;

/// Reads the whole sheet and gives the cells merged over several rows, ordered by row.
pub(super) fn read_merges(mut part: PartReader) -> io::Result<Vec<Merge>> {
    let mut merges = Vec::new();
    let mut window = vec![0; 256 * 1024];
    let mut filled = 0;
    loop {
        let read = part.read(window.get_mut(filled..).unwrap_or_default())?;
        if read == 0 {
            merges.sort_unstable();
            return Ok(merges);
        }
        filled += read;
        let data = window.get(..filled).unwrap_or_default();
        let done = take_merges(data, &mut merges);
        // What may begin an element that the next piece ends.
        let kept = (filled - done).min(256);
        window.copy_within(filled - kept..filled, 0);
        filled = kept;
    }
}

/// Takes the elements that end in the data; gives where the last of them ended.
fn take_merges(data: &[u8], merges: &mut Vec<Merge>) -> usize {
    let (mut at, mut done) = (0, 0);
    // `g` is rare in a sheet's XML, and cheap to look for.
    while let Some(step) = data
        .get(at..)
        .and_then(|rest| rest.iter().position(|b| *b == b'g'))
    {
        let found = at + step;
        at = found + 1;
        let start = found.saturating_sub(3);
        let element = data.get(start..).unwrap_or_default();
        if !element.starts_with(MARK) || !matches!(element.get(MARK.len()), Some(b' ' | b'\n')) {
            continue;
        }
        let opened = data.get(start.saturating_sub(1)..start) == Some(b"<");
        let prefixed = data.get(start.saturating_sub(1)..start) == Some(b":");
        let Some(length) = element.iter().take(200).position(|b| *b == b'>') else {
            continue;
        };
        done = start + length;
        let merge = element.get(..length).and_then(merge_of);
        if let Some(merge) = merge
            && (opened || prefixed)
            && merges.len() < MERGES_MAX
        {
            merges.push(merge);
        }
    }
    done
}

/// Reads `mergeCell ref="A2:C5"`, when it goes over several rows.
fn merge_of(element: &[u8]) -> Option<Merge> {
    let element = std::str::from_utf8(element).ok()?;
    let (_, range) = element.split_once("ref=")?;
    let range = range.get(1..)?.split(['"', '\'']).next()?;
    let (from, to) = range.split_once(':')?;
    let (first, column) = cell_place(from)?;
    let (last, _) = cell_place(to)?;
    (last > first).then_some(Merge {
        first,
        last,
        column,
    })
}
