//! `/plan/{id}/withdraw`: an adopted plan withdrawn, after its effect was shown.

use axum::extract::Path;
use axum::response::IntoResponse;
use jixia_app::{AppError, LinkedBy, PlanHead, PlanStatus, TargetStatus};
use maud::{Markup, html};

use crate::address::Address;
use crate::ask::Ask;
use crate::layout::{Page, Part, head, token};
use crate::pages::{PageResult, see};
use crate::parts::chinese;
use crate::sent::Sent;
use crate::texts::say;

/// Where the page is that withdraws a plan.
pub(super) fn address(plan: &PlanHead) -> Address {
    Address::of(&["plan", &plan.id, "withdraw"])
}

/// `GET /plan/{id}/withdraw`
pub(crate) async fn show(ask: Ask, Path(id): Path<String>) -> PageResult {
    let words = ask.words;
    let found = ask.web.call(move |app| {
        let plan = app.plan_status(Some(&id), None)?;
        let next = app.current_without(&plan.plan.id)?;
        Ok::<_, AppError>((plan, next))
    });
    let (plan, next) = found.await?;
    let title = say!(words, "withdraw-title", title = plan.plan.title.as_str());
    let back = Address::of(&["plan", &plan.plan.id]);
    let main = html! {
        (head(&title, &html! {}, &html! {}))
        form.card.body method="post" action=(address(&plan.plan)) {
            (token(&ask))
            (effect(&ask, &plan, next.as_ref()))
            div.acts {
                button.btn.danger type="submit" { (say!(words, "withdraw-do")) }
                a.btn href=(back) { (say!(words, "form-cancel")) }
            }
        }
    };
    let above = vec![
        (say!(words, "part-plan"), "/plan".to_owned()),
        (plan.plan.title.clone(), back.text()),
    ];
    Ok(Page::new(Part::Plan, title, main)
        .under(above)
        .draw(&ask)
        .into_response())
}

/// What ends with the plan, what stays, and which plan is current then.
fn effect(ask: &Ask, plan: &PlanStatus, next: Option<&PlanHead>) -> Markup {
    let words = ask.words;
    let clauses: usize = plan.chapters.iter().map(|one| one.clauses.len()).sum();
    let count = |is: fn(&TargetStatus) -> bool| plan.targets().filter(|one| is(one)).count();
    let by_person = |target: &TargetStatus| {
        let link = target.link.as_ref();
        link.is_some_and(|link| link.linked_by == LinkedBy::Person)
    };
    let then = if plan.is_current() {
        say!(words, "withdraw-next")
    } else {
        say!(words, "withdraw-current")
    };
    html! {
        p { (say!(words, "withdraw-about")) }
        ul {
            li {
                (say!(words, "withdraw-ends", clauses = clauses, targets = count(|_| true),
                    linked = count(by_person), reported = count(|one| one.reported.is_some())))
            }
            li {
                @match next {
                    Some(next) => {
                        (then) " "
                        a href=(Address::of(&["plan", &next.id])) lang=[chinese(words)] {
                            (next.title)
                        }
                    },
                    None => (say!(words, "withdraw-none")),
                }
            }
            li { (say!(words, "withdraw-stays")) }
        }
    }
}

/// `POST /plan/{id}/withdraw`
pub(crate) async fn withdraw(ask: Ask, Path(id): Path<String>, _: Sent) -> PageResult {
    let by = ask.actor();
    ask.web.call(move |app| app.withdraw_plan(&by, &id)).await?;
    Ok(see(&Address::of(&["plan"])))
}
