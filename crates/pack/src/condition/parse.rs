//! The text of a condition: a small part of SQL.

use jixia_terms::Day;

use super::{Compared, Expr, Named, Sign};
use crate::sink::{What, what};
use crate::sql::{self, At, Broken, Kind, Token};

/// The functions of conditions.
const FUNCTIONS: [&str; 2] = ["substr", "day"];

/// Brackets within brackets; more are no condition that people can read.
const DEPTH_MAX: usize = 20;

/// What is wrong, and where in the text.
pub(super) type Misread = (What, At);

/// Reads a condition.
pub(super) fn condition(text: &str) -> Result<Expr<Named>, Box<Misread>> {
    let (tokens, broken) = sql::tokens(text);
    if let Some((broken, at)) = broken {
        let fault = match broken {
            Broken::Unended => unreadable("'"),
            Broken::Sign(sign) => unreadable(&sign.to_string()),
            _ => unreadable(text),
        };
        return Err(Box::new((fault, at)));
    }
    let mut reader = Reader {
        tokens: &tokens,
        at: 0,
        depth: 0,
    };
    let read = reader.any()?;
    match reader.next() {
        None => Ok(read),
        Some(_) => Err(reader.misread()),
    }
}

struct Reader<'t> {
    tokens: &'t [Token<'t>],
    at: usize,
    depth: usize,
}

type Part = Result<Expr<Named>, Box<Misread>>;

impl<'t> Reader<'t> {
    fn next(&self) -> Option<&'t Token<'t>> {
        self.tokens.get(self.at)
    }

    fn is_word(&self, word: &str) -> bool {
        self.next().is_some_and(|token| token.is_word(word))
    }

    fn takes_word(&mut self, word: &str) -> bool {
        let is = self.is_word(word);
        self.at += usize::from(is);
        is
    }

    fn takes_sign(&mut self, sign: &str) -> bool {
        let is = self.next().is_some_and(|token| token.is_sign(sign));
        self.at += usize::from(is);
        is
    }

    fn must(&mut self, sign: &str) -> Result<(), Box<Misread>> {
        if self.takes_sign(sign) {
            return Ok(());
        }
        Err(self.misread())
    }

    /// The fault of the token at hand, or of the end.
    fn misread(&self) -> Box<Misread> {
        match self.next() {
            Some(token) => Box::new((unreadable(token.text), token.at)),
            None => {
                let at = self.tokens.last().map_or((0, 1), |token| token.at);
                let text = say!("条件没有写完", "the condition does not end");
                Box::new((what("bad_check", text).help(form()), at))
            }
        }
    }

    fn any(&mut self) -> Part {
        let mut list = vec![self.all()?];
        while self.takes_word("or") {
            list.push(self.all()?);
        }
        Ok(alone(list, Expr::Any))
    }

    fn all(&mut self) -> Part {
        let mut list = vec![self.not()?];
        while self.takes_word("and") {
            list.push(self.not()?);
        }
        Ok(alone(list, Expr::All))
    }

    fn not(&mut self) -> Part {
        let mut odd = false;
        while self.takes_word("not") {
            odd = !odd;
        }
        let one = self.compared()?;
        Ok(if odd { Expr::Not(Box::new(one)) } else { one })
    }

    fn compared(&mut self) -> Part {
        let left = self.term()?;
        let Some(token) = self.next() else {
            return Ok(left);
        };
        let at = token.at;
        if self.takes_word("is") {
            let not = self.takes_word("not");
            if !self.takes_word("null") {
                return Err(self.misread());
            }
            return Ok(negated(Expr::IsNull(Box::new(left)), not));
        }
        let not = self.takes_word("not");
        if self.takes_word("in") {
            self.must("(")?;
            let mut list = vec![self.term()?];
            while self.takes_sign(",") {
                list.push(self.term()?);
            }
            self.must(")")?;
            return Ok(negated(Expr::In(Box::new(left), list, at), not));
        }
        if not {
            return Err(self.misread());
        }
        let Some(sign) = self.sign() else {
            return Ok(left);
        };
        let right = self.term()?;
        Ok(Expr::Compare(Box::new(Compared {
            left,
            sign,
            right,
            at,
        })))
    }

    fn sign(&mut self) -> Option<Sign> {
        if self.takes_sign("=") {
            return Some(Sign::Equal);
        }
        if self.takes_sign("<") {
            return Some(if self.takes_sign("=") {
                Sign::LessOrEqual
            } else if self.takes_sign(">") {
                Sign::Unequal
            } else {
                Sign::Less
            });
        }
        self.takes_sign(">").then(|| {
            if self.takes_sign("=") {
                Sign::GreaterOrEqual
            } else {
                Sign::Greater
            }
        })
    }

    fn term(&mut self) -> Part {
        let Some(token) = self.next() else {
            return Err(self.misread());
        };
        if token.is_sign("(") {
            if self.depth == DEPTH_MAX {
                return Err(self.misread());
            }
            self.at += 1;
            self.depth += 1;
            let inner = self.any()?;
            self.depth -= 1;
            self.must(")")?;
            return Ok(inner);
        }
        let literal = match token.kind {
            Kind::Text => Some(Expr::Text(token.text.replace("''", "'"), token.at)),
            Kind::Number => token.text.parse().ok().map(Expr::Number),
            _ => None,
        };
        if let Some(literal) = literal {
            self.at += 1;
            return Ok(literal);
        }
        let follows = self.tokens.get(self.at + 1);
        if token.is_word("date") && follows.is_some_and(|next| next.kind == Kind::Text) {
            return self.day();
        }
        let Some(field) = token.name().filter(|_| !is_own_word(token)) else {
            return Err(self.misread());
        };
        self.at += 1;
        if self.takes_sign("(") {
            return self.function(&field, token.at);
        }
        let mut of = None;
        if self.takes_sign(".") {
            of = self.next().and_then(Token::name);
            if of.is_none() {
                return Err(self.misread());
            }
            self.at += 1;
        }
        let at = token.at;
        Ok(Expr::Column(Named { field, of, at }))
    }

    /// `date '2026-09-01'`
    fn day(&mut self) -> Part {
        self.at += 1;
        let day = self.next().and_then(|token| token.text.parse::<Day>().ok());
        match day {
            Some(day) => {
                self.at += 1;
                Ok(Expr::Day(day))
            }
            None => Err(self.misread()),
        }
    }

    fn function(&mut self, name: &str, at: At) -> Part {
        let read = match name {
            "day" => Expr::DayOf(Box::new(self.term()?)),
            "substr" => {
                let one = self.term()?;
                self.must(",")?;
                let from = self.whole()?;
                self.must(",")?;
                Expr::Part(Box::new(one), from, self.whole()?)
            }
            _ => {
                let text = say!("没有函数“{name}”", "there is no function `{name}`");
                let fault = what("bad_check", text).near_or_list(name, &FUNCTIONS);
                return Err(Box::new((fault, at)));
            }
        };
        self.must(")")?;
        Ok(read)
    }

    /// A whole number from 1 on.
    fn whole(&mut self) -> Result<usize, Box<Misread>> {
        let number = self.next().and_then(|token| token.text.parse::<u16>().ok());
        match number.filter(|number| *number > 0) {
            Some(number) => {
                self.at += 1;
                Ok(usize::from(number))
            }
            None => Err(self.misread()),
        }
    }
}

fn alone(mut list: Vec<Expr<Named>>, many: fn(Vec<Expr<Named>>) -> Expr<Named>) -> Expr<Named> {
    match list.len() {
        1 => list.remove(0),
        _ => many(list),
    }
}

fn negated(one: Expr<Named>, not: bool) -> Expr<Named> {
    if not { Expr::Not(Box::new(one)) } else { one }
}

fn is_own_word(token: &Token<'_>) -> bool {
    let words = ["and", "or", "not", "in", "is", "null"];
    words.iter().any(|word| token.is_word(word))
}

fn unreadable(word: &str) -> What {
    let text = say!(
        "条件从“{word}”起读不懂",
        "the condition cannot be read from `{word}` on"
    );
    what("bad_check", text).help(form())
}

fn form() -> jixia_terms::Label {
    say!(
        "写作 closed >= opened 这样的比较；可用 and、or、not、in (…)、is null、substr(字段, 起, 个数)、\
         day(八位数字)、date '2026-09-01'",
        "write a comparison such as closed >= opened; and, or, not, in (…), is null, \
         substr(field, from, count), day(eight digits), date '2026-09-01' may be used"
    )
}
