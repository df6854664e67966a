//! What the documentation promises of the examples.

#[test]
fn a_balance_is_printed_in_less_than_thirty_lines() {
    let example = include_str!("../../examples/balance.rs");
    assert!(example.lines().count() < 30);
    assert!(include_str!("../../src/lib.rs").contains("include_str!(\"../examples/balance.rs\")"));
}
