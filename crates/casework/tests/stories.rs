//! Every story of a process in the packs of the house comes out as it says.

mod house;

use jixia_casework::run_case_stories;

#[test]
fn every_story_of_a_process_holds() {
    let packs = house::packs();
    let outcomes = run_case_stories(packs);
    let mut wrong = Vec::new();
    for outcome in &outcomes {
        for it in &outcome.mismatches {
            wrong.push(format!("{}:{}: {}", outcome.origin.file, it.line, it.text));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for name in packs.procedures.processes.keys() {
        let told = packs
            .procedures
            .stories
            .values()
            .any(|story| story.process == *name);
        assert!(told, "no story of {name}");
    }
}
