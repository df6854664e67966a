//! CSV files that a spreadsheet opens without running anything.

use crate::door::Fault;

/// So that a spreadsheet reads UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// A whole file: its columns, and its rows.
///
/// # Errors
/// [`Fault::Broken`], never in practice: it is written to memory.
pub fn csv_file<R: AsRef<[String]>>(columns: &[&str], rows: impl IntoIterator<Item = R>) -> Result<Vec<u8>, Fault> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(BYTE_ORDER_MARK.as_bytes().to_vec());
    writer.write_record(columns).map_err(|_| Fault::Broken)?;
    for row in rows {
        writer.write_record(row.as_ref().iter().map(|cell| defused(cell))).map_err(|_| Fault::Broken)?;
    }
    writer.into_inner().map_err(|_| Fault::Broken)
}

/// A cell that no spreadsheet takes for a formula (F11).
fn defused(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_file_is_a_formula() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(defused(formula), format!("'{formula}"));
        }
        let file = csv_file(&["a", "b"], [["=cmd|' /C calc'!A0".to_owned(), "山,\"x\"".to_owned()]]).unwrap();
        assert_eq!(String::from_utf8(file).unwrap(), "\u{feff}a,b\r\n'=cmd|' /C calc'!A0,\"山,\"\"x\"\"\"\r\n");
    }
}
