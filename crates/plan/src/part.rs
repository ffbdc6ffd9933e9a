//! Which part of a whole a target names: a stage, a kind of operator, urban or rural.

/// Words that name several parts at once, and hence none of those whose word stands inside them.
const JOINT: [&str; 6] = ["中小学", "中小幼", "大中小学", "城乡", "公办民办", "公民办"];

/// The position in `words` of the longest word that the object names. Words that belong to what is measured
/// itself (`own`) choose nothing: the share of public places is not broken down to public ones. Words of one
/// character choose nothing either.
#[must_use]
pub fn named_part(object: &str, own: &str, words: &[&str]) -> Option<usize> {
    let mut rest = object.to_owned();
    for joint in JOINT {
        rest = rest.replace(joint, " ");
    }
    let named = words.iter().enumerate().filter(|(_, word)| {
        word.chars().count() >= 2 && rest.contains(**word) && !own.contains(**word)
    });
    named
        .max_by_key(|(_, word)| word.chars().count())
        .map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::named_part;

    #[test]
    fn the_longest_word_is_the_part() {
        let words = ["小学", "初中", "高中", "普通高中"];
        assert_eq!(named_part("小学班额", "最大班额", &words), Some(0));
        assert_eq!(named_part("普通高中招生人数", "招生人数", &words), Some(3));
        assert_eq!(named_part("班额", "最大班额", &words), None);
    }

    #[test]
    fn a_word_for_several_parts_names_none_of_them() {
        assert_eq!(
            named_part("中小学生到校时间", "到校时间", &["小学", "初中"]),
            None
        );
        assert_eq!(named_part("城乡学校", "学校", &["城区", "乡村"]), None);
    }

    #[test]
    fn a_word_of_the_measure_itself_chooses_nothing() {
        assert_eq!(
            named_part(
                "公办园在园幼儿占比",
                "公办园在园幼儿占比",
                &["公办", "民办"]
            ),
            None
        );
    }
}
