//! The settings' manual, in Markdown, out of the table.

use std::fmt::Write as _;

use super::row::Row;
use super::table;

/// The whole manual.
pub fn manual() -> String {
    let mut page = String::from(
        "# Settings / 設定\n\n\
         <!-- Made by `fgapi reference settings`; change the table in the program, not this page. -->\n\n\
         A TOML file, given with `--config FILE`, and variables `FGAPI__SECTION__KEY`, which win over the file. Unknown keys are refused.\n\
         Relative paths in the file are seen from the file's directory. `fgapi config check` checks a file without starting anything.\n\n\
         設定は TOML ファイル (`--config FILE`) と環境変数 `FGAPI__節__キー` で行い、環境変数が優先されます。未知のキーは拒否されます。\n",
    );
    let rows = table::rows();
    for (section, about) in table::sections() {
        let _ = write!(page, "\n## [{section}]\n\n{about}\n");
        for row in rows.iter().filter(|row| row.section == section) {
            entry(&mut page, row);
        }
    }
    page
}

fn entry(page: &mut String, row: &Row) {
    let default = match row.default {
        None => "**required / 必須**".to_owned(),
        Some("") => "empty / 空".to_owned(),
        Some(default) => format!("`{default}`"),
    };
    let unit = if row.unit.is_empty() { String::new() } else { format!(" ({})", row.unit) };
    let _ = write!(
        page,
        "\n### `{}`\n\n{}\n\n{}\n\n| | |\n|---|---|\n| type | {}{unit} |\n| form | {} |\n| default | {default} |\n| variable | `{}` |\n",
        row.name(),
        row.en,
        row.ja,
        row.kind,
        row.form,
        row.variable(),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manual_has_every_setting_in_both_languages() {
        let page = manual();
        for row in table::rows() {
            assert!(page.contains(&format!("### `{}`", row.name())), "{}", row.name());
            assert!(row.en.ends_with('.') && row.ja.ends_with('。'), "{} needs whole sentences", row.name());
        }
    }
}
