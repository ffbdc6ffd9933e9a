//! Help in the language of messages: what the command line declares as `中文 | English` is cut to
//! one of the two, and what the parser adds by itself is put into words of ours.

use clap::builder::StyledStr;
use clap::{Arg, Command};
use jixia_app::terms::{Label, Language};

/// Between the two texts of a help.
const BETWEEN: &str = " | ";

/// What the parser adds by itself, in both languages.
const ADDED: [(&str, &str, &str); 4] = [
    ("Print help", "显示说明", "Print help"),
    ("Print version", "显示版本", "Print version"),
    (
        "Print this message or the help of the given subcommand(s)",
        "显示本说明或某一命令的说明",
        "Print this message or the help of a command",
    ),
    (
        "Print help for the subcommand(s)",
        "显示某一命令的说明",
        "Print help of a command",
    ),
];

/// The command with its help in this language, and that of all below it.
pub fn in_language(mut command: Command, language: Language) -> Command {
    // What the parser adds is there only then.
    command.build();
    translated(command, language)
}

fn translated(command: Command, language: Language) -> Command {
    let of = |zh: &'static str, en: &'static str| match language {
        Language::Chinese => zh,
        Language::English => en,
    };
    let template = format!(
        "{{about}}\n\n{}{{usage}}\n\n{{all-args}}",
        of("用法：", "Usage: ")
    );
    let about = command.get_about().map(|text| one(text, language));
    let command = match about {
        Some(about) => command.about(about),
        None => command,
    };
    let headings = Headings {
        positional: of("参数", "Arguments"),
        own: of("选项", "Options"),
        common: of("通用选项", "Options of every command"),
    };
    command
        .help_template(template)
        .subcommand_help_heading(of("命令", "Commands"))
        .mut_args(|arg| argument(arg, &headings, language))
        .mut_subcommands(|command| translated(command, language))
}

/// What stands above the arguments of each kind.
struct Headings {
    positional: &'static str,
    own: &'static str,
    common: &'static str,
}

fn argument(arg: Arg, headings: &Headings, language: Language) -> Arg {
    let place = arg.get_index();
    let arg = match place {
        Some(place) => arg.display_order(place).help_heading(headings.positional),
        None if arg.is_global_set() => arg.help_heading(headings.common),
        None => arg.help_heading(headings.own),
    };
    match arg.get_help().map(|text| one(text, language)) {
        Some(help) => arg.help(help),
        None => arg,
    }
}

/// The text in this language.
fn one(text: &StyledStr, language: Language) -> String {
    let text = text.to_string();
    let label = match text.split_once(BETWEEN) {
        Some((zh, en)) => Label::new(zh.trim(), en.trim()),
        None => match ADDED.iter().find(|(own, ..)| text.starts_with(own)) {
            Some((_, zh, en)) => Label::new(*zh, *en),
            None => Label::new(text.clone(), text),
        },
    };
    label.text(language).to_owned()
}
