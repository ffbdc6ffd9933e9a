//! `jixia demo`: a made-up city, brought in through the import door, and served.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Instant;

use jixia_demo::{DemoOptions, DemoSummary};

use crate::args::DemoOrder;
use crate::commands::serve;
use crate::session::{Session, tell};

/// Makes the city and serves it, or only writes its files.
pub fn run(session: &Session, order: &DemoOrder) -> anyhow::Result<()> {
    if let Some(folder) = &order.files {
        for file in jixia_demo::write_files(order.size, order.seed, folder)? {
            session.line(file.display())?;
        }
        return Ok(());
    }
    let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, order.port));
    if !order.no_serve {
        // A large city takes minutes: what would stop the server is told before.
        serve::must_be_free(listen)?;
    }
    let begun = Instant::now();
    let app = session.open()?;
    let options = DemoOptions {
        size: order.size,
        seed: order.seed,
    };
    let summary = jixia_demo::make(&app, &options, &mut |line| tell(line))?;
    let seconds = begun.elapsed().as_secs_f64();
    session.note(
        &format!("演示城市已就绪，用时 {seconds:.1} 秒"),
        &format!("the city is ready after {seconds:.1} s"),
    );
    if session.place.json {
        session.json(&summary)?;
    } else {
        print(session, &summary)?;
    }
    if order.no_serve {
        return Ok(());
    }
    serve::run(session, app, &serve::options(listen, false, None))
}

fn print(session: &Session, summary: &DemoSummary) -> io::Result<()> {
    let DemoSummary {
        pupils,
        schools,
        pupil_records,
        school_records,
        snapshots,
        ..
    } = summary;
    let days: Vec<_> = snapshots.iter().map(ToString::to_string).collect();
    let correction = summary.correction.display();
    let zh = format!(
        "在校学生 {pupils} 人，学校和幼儿园 {schools} 所（台账中有学生 {pupil_records} 条、\
         学校 {school_records} 条，含已毕业、已撤销的和校区、教学点）\n快照 {} 个（{}）\n\
         可试着导入更正文件：{correction}",
        days.len(),
        days.join("、")
    );
    let en = format!(
        "{pupils} pupils enrolled, {schools} schools and kindergartens ({pupil_records} records \
         of pupils and {school_records} of schools, with graduates, closed schools, campuses and \
         teaching points)\n{} snapshots ({})\na correction to try by import: {correction}",
        days.len(),
        days.join(", ")
    );
    session.line(session.say(&zh, &en))
}
