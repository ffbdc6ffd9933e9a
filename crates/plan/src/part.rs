//! Which part of a whole a target names: a stage, a kind of operator, urban or rural.

/// Words that name several parts at once, and hence none of those whose word stands inside them.
#[rustfmt::skip]
const JOINT: [&str; 10] = [
    "中小学", "中小幼", "大中小学", "城乡", "公办民办", "公民办", "学校（幼儿园）", "学校(幼儿园)", "校（园）", "校(园)",
];

/// The one part that the object names, out of words and the parts that they stand for. Several
/// parts named at once are none. Words that belong to what is measured itself (`own`) choose
/// nothing: the share of public places is not broken down to public ones. Words of one character
/// choose nothing either.
#[must_use]
pub fn named_part<'a>(object: &str, own: &str, words: &[(&str, &'a str)]) -> Option<&'a str> {
    let mut rest = object.to_owned();
    let mut joined = false;
    for joint in JOINT {
        let of_these = words.iter().any(|(w, _)| joint.contains(w));
        joined |= of_these && rest.contains(joint);
        rest = rest.replace(joint, " ");
    }
    let is_named =
        |word: &str| word.chars().count() >= 2 && rest.contains(word) && !own.contains(word);
    let named: Vec<_> = words.iter().filter(|(word, _)| is_named(word)).collect();
    joined |= named.iter().any(|(word, _)| ends_range(&rest, word));
    // A word inside a longer one that is named too says nothing by itself: 高中 in 普通高中.
    let mut whole = named.iter().filter(|(word, _)| {
        !named
            .iter()
            .any(|(other, _)| other.len() > word.len() && other.contains(word))
    });
    let (_, part) = whole.next().filter(|_| !joined)?;
    whole.all(|(_, other)| other == part).then_some(*part)
}

/// Whether a grade is the end of several: 六年级 in 三至六年级, 二年级 in 一、二年级.
fn ends_range(object: &str, word: &str) -> bool {
    let numbered = |c: char| c.is_ascii_digit() || "一二三四五六七八九".contains(c);
    let before = object.split(word).next().unwrap_or("");
    word.starts_with(numbered) && before.ends_with(|c| "至到-—–~～、和".contains(c))
}

#[cfg(test)]
mod tests {
    use super::named_part;

    #[test]
    fn the_longest_word_is_the_part() {
        let words = [
            ("小学", "p"),
            ("初中", "j"),
            ("高中", "any"),
            ("普通高中", "s"),
        ];
        assert_eq!(named_part("小学班额", "最大班额", &words), Some("p"));
        assert_eq!(
            named_part("普通高中招生人数", "招生人数", &words),
            Some("s")
        );
        assert_eq!(named_part("班额", "最大班额", &words), None);
    }

    #[test]
    fn several_parts_at_once_are_none() {
        let stages = [("小学", "p"), ("初中", "j")];
        assert_eq!(named_part("中小学生到校时间", "到校时间", &stages), None);
        assert_eq!(named_part("小学和初中班额", "班额", &stages), None);
        let types = [("幼儿园", "k"), ("小学", "p")];
        for joint in ["学校（幼儿园）项目建设", "中小学幼儿园建设项目"] {
            assert_eq!(named_part(joint, "教育项目数", &types), None, "{joint}");
        }
        assert_eq!(named_part("城乡小学班额", "班额", &stages), Some("p"));
        let areas = [("城区", "u"), ("乡村", "r")];
        assert_eq!(named_part("城乡学校", "学校", &areas), None);
    }

    #[test]
    fn the_last_of_several_grades_is_not_the_one() {
        let grades = [("三年级", "p3"), ("六年级", "p6")];
        assert_eq!(named_part("三至六年级班额", "班额", &grades), None);
        assert_eq!(named_part("三、六年级班额", "班额", &grades), None);
        assert_eq!(named_part("六年级班额", "班额", &grades), Some("p6"));
    }

    #[test]
    fn a_word_of_the_measure_itself_chooses_nothing() {
        let operators = [("公办", "public"), ("民办", "private")];
        let name = "公办幼儿园在园幼儿占比";
        assert_eq!(named_part("公办园在园幼儿占比", name, &operators), None);
    }
}
