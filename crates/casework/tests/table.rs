//! The table of moves as people see it: drawn, and as a matrix of who may do what.

mod house;

use expect_test::expect;
use jixia_casework::{Procedure, matrix, mermaid, text_diagram};
use jixia_terms::Language;

#[test]
fn the_table_of_moves_is_drawn() {
    let packs = house::packs();
    let process = Procedure::of(packs, "pupil_transfer").unwrap().process();
    expect![[r#"
        ○ 开始
          ─ 申请（转入学校学籍管理员） → 待对方核办
        ● 待对方核办
          ─ 退回补充（转出学校学籍管理员、主管部门学籍管理员） → 待补充
          ─ 同意（转出学校学籍管理员） → 待主管部门核办
          ─ 不同意（转出学校学籍管理员） → 未同意
          ─ 撤回（转入学校学籍管理员） → 已撤回
        ● 待补充
          ─ 补充后再报（转入学校学籍管理员） → 待对方核办
          ─ 撤回（转入学校学籍管理员） → 已撤回
        ● 待主管部门核办
          ─ 退回补充（转出学校学籍管理员、主管部门学籍管理员） → 待补充
          ─ 核准（主管部门学籍管理员） → 已办结
          ─ 不予核准（主管部门学籍管理员） → 未同意
          ─ 撤回（转入学校学籍管理员） → 已撤回
        ◎ 已办结
        ◎ 未同意
        ◎ 已撤回
    "#]]
    .assert_eq(&text_diagram(packs, process, Language::Chinese));
    expect![[r#"
        stateDiagram-v2
            asked: For the other side
            returned: To be completed
            agreed: For the authority
            done: Done
            refused: Refused
            withdrawn: Withdrawn
            [*] --> asked: Ask
            asked --> returned: Return
            agreed --> returned: Return
            returned --> asked: Ask again
            asked --> agreed: Agree
            asked --> refused: Refuse
            agreed --> done: Approve
            agreed --> refused: Deny
            asked --> withdrawn: Withdraw
            returned --> withdrawn: Withdraw
            agreed --> withdrawn: Withdraw
            done --> [*]
            refused --> [*]
            withdrawn --> [*]
    "#]]
    .assert_eq(&mermaid(process, Language::English));
}

#[test]
fn the_matrix_of_every_process() {
    let packs = house::packs();
    let mut text = String::new();
    for process in packs.procedures.processes.values() {
        let matrix = matrix(packs, process);
        let people: Vec<&str> = matrix
            .people
            .iter()
            .map(|(name, _)| name.as_str())
            .collect();
        text += &format!("{} [{}]\n", process.name, people.join(" "));
        for row in &matrix.rows {
            let cells = row
                .cells
                .iter()
                .map(|cell| format!("{cell:?}").to_lowercase());
            text += &format!("  {}: {}\n", row.act, cells.collect::<Vec<_>>().join(" "));
        }
    }
    expect![[r#"
        appeal [intake owner approver leader opener time]
          receive: yes no no no no no
          merge: yes no no no no no
          not_accept: yes no no no no no
          grade: yes no no no no no
          assign: yes no no no no no
          hand_on: yes no no yes no no
          verify: no yes no no no no
          decide: no yes no no no no
          return_answer: no no yes no no no
          approve: no no other no no no
          reopen: yes no no yes no no
          rate: yes no no no yes no
          close: yes no no no no yes
        dropout [finder owner manager]
          open: yes no no
          assign: no no yes
          drop: no no yes
          plan: no yes no
          follow: no yes no
          review: no yes no
          go_on: no yes yes
          hand_over: no no yes
          close: no no other
          reopen: yes no yes
        hazard [finder owner verifier leader]
          find: yes no no no
          assign: yes no no no
          hand_on: yes no no yes
          fix: no yes no no
          refuse_fix: no no other no
          verify: no no other no
          close: no no yes no
          reopen: yes no yes yes
          take_back: yes no no no
        model_school [applicant recommender office reviewer leader time]
          apply: yes no no no no no
          return_it: no yes yes no no no
          apply_again: yes no no no no no
          give_up: yes no no no no no
          recommend: no other no no no no
          not_recommend: no yes no no no no
          pass: no no other no no no
          fail: no no yes no no no
          score: no no no other no no
          propose: no no yes no no no
          not_propose: no no yes no no no
          object: no no yes no no no
          dismiss: no no yes no no no
          uphold: no no no no other no
          name: no no no no other no
          recheck: no no yes no no no
          confirm: no no yes no no no
          withdraw: no no no no yes no
          expire: no no yes no no yes
        pupil_transfer [one other authority]
          ask: yes no no
          return_it: no yes yes
          ask_again: yes no no
          agree: no other no
          refuse: no yes no
          approve: no no other
          deny: no no yes
          withdraw: yes no no
        safety_inspection [office inspector leader]
          plan: yes no no
          draw: yes no no
          visit: no yes no
          find: no yes no
          score: no yes no
          report: other no no
          close: yes no yes
          cancel: yes no no
        supervision [office owner leader time]
          draft: yes no no no
          give_out: yes no no no
          take_on: no yes no no
          decline: no yes no no
          ask: yes no no yes
          report: no yes no no
          postpone: no no yes no
          hand_in: no yes no no
          send_back: yes no no no
          accept: other no no no
          reopen: no no yes no
          stop: no no yes no
    "#]]
    .assert_eq(&text);
}
