//! Makes a demo in a folder and says how long it took: `cargo run -p jixia-demo --example make --
//! town DIR`.

use std::error::Error;
use std::path::PathBuf;
use std::time::Instant;

use jixia_app::{App, AppOptions};
use jixia_demo::{DEFAULT_SEED, DemoOptions, make};

fn main() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args().skip(1);
    let size = words.next().unwrap_or_default().parse()?;
    let data = PathBuf::from(words.next().ok_or("name a folder")?);
    let seed = words.next().map_or(Ok(DEFAULT_SEED), |word| word.parse())?;
    let start = Instant::now();
    let app = App::open(&AppOptions {
        data,
        ..AppOptions::default()
    })?;
    let mut say = |line: &str| println!("{:8.2} {line}", start.elapsed().as_secs_f64());
    let summary = make(&app, &DemoOptions { size, seed }, &mut say)?;
    say(&format!("{summary:?}"));
    let status = app.plan_status(None, None)?;
    say(&format!("{:?}", status.counts));
    for target in status
        .chapters
        .iter()
        .flat_map(|c| &c.clauses)
        .flat_map(|c| &c.targets)
    {
        let link = target
            .link
            .as_ref()
            .map_or("-", |link| link.indicator.as_str());
        println!(
            "{:?}\t{}\t{} {:?}\tmeasured {:?}\tbaseline {:?}\tdue {}\t{link}",
            target.status,
            target.object,
            target.comparator.sign(),
            target.value,
            target.measured,
            target.baseline,
            target.due
        );
    }
    Ok(())
}
