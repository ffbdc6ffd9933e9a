//! `jixia demo`: a made-up city, brought in through the import door, and served.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Instant;

use jixia_demo::{DemoOptions, Size};

use crate::commands::serve;
use crate::session::Session;

/// What kind of demo is asked for.
pub struct Order {
    /// How large a city.
    pub size: Size,
    /// Port of the server.
    pub port: u16,
    /// End when the city is ready.
    pub no_serve: bool,
    /// Only write the import files into this folder.
    pub files: Option<PathBuf>,
    /// Seed from which everything follows.
    pub seed: u64,
}

/// Makes the city and serves it, or only writes its files.
pub fn run(session: &Session, order: &Order) -> anyhow::Result<()> {
    if let Some(folder) = &order.files {
        for file in jixia_demo::write_files(order.size, order.seed, folder)? {
            println!("{}", file.display());
        }
        return Ok(());
    }
    let begun = Instant::now();
    let app = session.open()?;
    let options = DemoOptions {
        size: order.size,
        seed: order.seed,
    };
    let summary = jixia_demo::make(&app, &options, &mut |line| eprintln!("{line}"))?;
    let seconds = begun.elapsed().as_secs_f64();
    session.note(
        &format!("演示城市已就绪,用时 {seconds:.1} 秒"),
        &format!("the city is ready after {seconds:.1} s"),
    );
    if session.place.json {
        println!("{}", serde_json::to_string(&summary)?);
    } else {
        println!("{summary}");
    }
    if order.no_serve {
        return Ok(());
    }
    serve::run(
        session,
        app,
        SocketAddr::from((Ipv4Addr::LOCALHOST, order.port)),
    )
}
