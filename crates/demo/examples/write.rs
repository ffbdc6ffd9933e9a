//! Writes the import files of a made-up city: `cargo run -p jixia-demo --example write -- town DIR
//! [SEED]`.

use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args().skip(1);
    let size: jixia_demo::Size = words.next().unwrap_or_default().parse()?;
    let dir = words.next().ok_or("name a folder")?;
    let seed = words
        .next()
        .map_or(Ok(jixia_demo::DEFAULT_SEED), |word| word.parse())?;
    for file in jixia_demo::write_files(size, seed, Path::new(&dir))? {
        println!("{}", file.display());
    }
    Ok(())
}
