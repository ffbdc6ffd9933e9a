//! Why a move is refused, in words that say what to do.

use jixia_terms::{Instant, Label, say};

/// Why a move was not made. Nothing has changed then.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{}", .0.text.en)]
pub struct Refusal(pub(crate) Box<Said>);

/// A refusal's code and sentence.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Said {
    code: &'static str,
    text: Label,
}

impl Refusal {
    /// Stable code: `not_entitled`.
    pub fn code(&self) -> &'static str {
        self.0.code
    }

    /// The sentence.
    pub fn text(&self) -> &Label {
        &self.0.text
    }

    fn new(code: &'static str, text: Label) -> Self {
        Self(Box::new(Said { code, text }))
    }

    pub(crate) fn moved_on(state: &Label) -> Self {
        let (zh, en) = (&state.zh, &state.en);
        let text = say!(
            "别人刚办过这一件，现在是“{zh}”；请刷新后再办",
            "someone has just moved this case, it is now `{en}`; look at it again first"
        );
        Self::new("moved_on", text)
    }

    pub(crate) fn other_version(process: &Label) -> Self {
        let (zh, en) = (&process.zh, &process.en);
        let text = say!(
            "这一件按“{zh}”的旧版本开始，应按旧版本办完，或先明示转入新版本",
            "this case began by an older version of `{en}`: end it by that one, or carry it over"
        );
        Self::new("other_version", text)
    }

    pub(crate) fn no_such_move(act: &Label, state: &Label, open: &[&Label]) -> Self {
        let join = |text: fn(&Label) -> &str, sep: &str| {
            open.iter()
                .map(|label| text(label))
                .collect::<Vec<_>>()
                .join(sep)
        };
        let (zh, en) = (&state.zh, &state.en);
        let (act_zh, act_en) = (&act.zh, &act.en);
        let (may_zh, may_en) = (join(|it| &it.zh, "、"), join(|it| &it.en, ", "));
        let text = if open.is_empty() {
            say!(
                "现在是“{zh}”，已办结，不能再办“{act_zh}”",
                "the case is `{en}` and has ended; `{act_en}` cannot be done"
            )
        } else {
            say!(
                "现在是“{zh}”，不能办“{act_zh}”；可办：{may_zh}",
                "the case is `{en}`, where `{act_en}` cannot be done; one of: {may_en}"
            )
        };
        Self::new("no_such_move", text)
    }

    pub(crate) fn not_entitled(act: &Label, people: &[Label]) -> Self {
        let join = |text: fn(&Label) -> &str, sep: &str| {
            people.iter().map(text).collect::<Vec<_>>().join(sep)
        };
        let (by_zh, by_en) = (join(|it| &it.zh, "、"), join(|it| &it.en, ", "));
        let (zh, en) = (&act.zh, &act.en);
        let text = say!("“{zh}”由{by_zh}办理", "`{en}` is for: {by_en}");
        Self::new("not_entitled", text)
    }

    pub(crate) fn same_person(act: &Label, other: &Label) -> Self {
        let (zh, en, other_zh, other_en) = (&act.zh, &act.en, &other.zh, &other.en);
        let text = say!(
            "“{zh}”与“{other_zh}”不能由同一人办理，请换一人",
            "`{en}` and `{other_en}` are not done by the same person; ask someone else"
        );
        Self::new("same_person", text)
    }

    pub(crate) fn missing(asks: &[Label]) -> Self {
        let join = |text: fn(&Label) -> &str, sep: &str| {
            asks.iter().map(text).collect::<Vec<_>>().join(sep)
        };
        let (zh, en) = (join(|it| &it.zh, "、"), join(|it| &it.en, ", "));
        Self::new("missing", say!("请填写：{zh}", "give: {en}"))
    }

    pub(crate) fn unknown_ask(name: &str, act: &Label) -> Self {
        let (zh, en) = (&act.zh, &act.en);
        let text = say!(
            "“{zh}”不要求“{name}”，请去掉",
            "`{en}` does not ask for `{name}`: leave it out"
        );
        Self::new("unknown_ask", text)
    }

    pub(crate) fn bad_value(ask: &Label) -> Self {
        let (zh, en) = (&ask.zh, &ask.en);
        let text = say!(
            "“{zh}”填写的内容不合要求，请改填",
            "what was given for `{en}` does not fit: correct it"
        );
        Self::new("bad_value", text)
    }

    pub(crate) fn named_unfit(person: &Label) -> Self {
        let (zh, en) = (&person.zh, &person.en);
        let text = say!(
            "指定的人没有担任“{zh}”的角色，请改选",
            "whom you named does not hold a role of `{en}`: choose another"
        );
        Self::new("named_unfit", text)
    }

    pub(crate) fn guarded(text: &Label) -> Self {
        Self::new("not_now", text.clone())
    }

    pub(crate) fn not_due(act: &Label) -> Self {
        let (zh, en) = (&act.zh, &act.en);
        let text = say!(
            "期限未到，“{zh}”不能自动办理",
            "the limit has not passed; `{en}` is not due"
        );
        Self::new("not_due", text)
    }

    pub(crate) fn too_early(last: Instant) -> Self {
        let last = last.local_text();
        let text = say!(
            "时间早于上一步（{last}），请核对时钟",
            "the time is before that of the last move ({last}): check the clock"
        );
        Self::new("too_early", text)
    }

    pub(crate) fn no_such_state(state: &str) -> Self {
        let text = say!(
            "新版本没有状态“{state}”，请指定转到哪个状态",
            "the new version has no state `{state}`: say to which one it goes"
        );
        Self::new("no_such_state", text)
    }

    pub(crate) fn no_opening(act: &str) -> Self {
        let text = say!("“{act}”不能用来开始办件", "`{act}` does not open a case");
        Self::new("no_opening", text)
    }
}
