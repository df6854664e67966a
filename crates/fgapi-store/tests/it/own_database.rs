//! The example of tokens in somebody else's file: its story, and every law of a token store beside their tables.

#[path = "../../examples/own_database.rs"]
mod example;

#[test]
fn tokens_live_beside_tables_of_others() {
    // Its reader runs it; here it is only seen to be there.
    let _: fn() -> Result<(), Box<dyn std::error::Error>> = example::main;
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("own.db");
    for _ in 0..2 {
        let told = example::story(&file).unwrap();
        assert_eq!(told[0], "花子 lets 家計簿アプリ read");
        assert_eq!(told.len(), 4);
        assert!(!told.contains(&"?".to_owned()), "{told:?}");
    }
}
