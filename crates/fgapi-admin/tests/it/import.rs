//! Users from files, good and bad.

use fgapi_admin::{ImportProblem, ImportRefused, Role, Slice, UserQuery};

use crate::house::House;

const HEAD: &str = "login_id,name,mail,role,suspended\n";

fn count(house: &House) -> u64 {
    house.desk.users(&house.admin, &UserQuery::default(), Slice { skip: 0, take: 1 }).unwrap().total
}

#[test]
fn every_encoding_of_a_good_file_is_taken() {
    let text = |login: &str| format!("{HEAD}{login},髙橋 花子㈱,{login}@kakei.example,member,false\r\n");
    let house = House::new();
    let (shift_jis, _, lossy) =
        encoding_rs::SHIFT_JIS.encode("login_id,name,mail,role,suspended\r\nc,髙橋 花子㈱,c@kakei.example,member,true\r\n");
    assert!(!lossy);
    let files = [text("a").into_bytes(), format!("\u{feff}{}", text("b")).into_bytes(), shift_jis.into_owned()];
    for file in files {
        assert_eq!(house.desk.import_users(&house.admin, &file).unwrap(), 1);
    }
    assert_eq!(house.named("c").profile.name.as_str(), "髙橋 花子㈱");
    assert!(house.named("c").profile.suspended);
}

#[test]
fn one_wrong_row_takes_the_whole_file_back_and_all_are_told() {
    let house = House::new();
    house.user("taken", Role::Member);
    let before = count(&house);
    let rows = [
        "good,花子,good@kakei.example,member,false",
        "good,花子,again@kakei.example,member,false",
        "taken,花子,x@kakei.example,member,false",
        "x1,花子,not-an-address,member,false",
        "x2,花子,x@kakei.example,boss,false",
        "x3,花子,x@kakei.example,member,no",
        "x4,=cmd|'/c calc'!A1,x@kakei.example,member,false",
        "x5,花子,x@kakei.example",
        ",花子,x@kakei.example,member,false",
    ];
    let file = format!("{HEAD}{}\n", rows.join("\n"));
    let Err(ImportRefused::Rows(flaws)) = house.desk.import_users(&house.admin, file.as_bytes()) else { panic!("taken") };
    let told: Vec<(u64, ImportProblem)> = flaws.iter().map(|flaw| (flaw.line, flaw.problem)).collect();
    assert_eq!(
        told,
        [
            (3, ImportProblem::Repeated { line: 2 }),
            (4, ImportProblem::Taken),
            (5, ImportProblem::Malformed("mail")),
            (6, ImportProblem::Malformed("role")),
            (7, ImportProblem::Malformed("suspended")),
            (8, ImportProblem::Formula("name")),
            (9, ImportProblem::Fields),
            (10, ImportProblem::Malformed("login_id")),
        ]
    );
    assert_eq!(count(&house), before);
}

#[test]
fn files_of_another_shape_are_refused_with_what_is_missing() {
    let house = House::new();
    let import = |file: &[u8]| house.desk.import_users(&house.admin, file).unwrap_err();
    assert!(matches!(import(b""), ImportRefused::Size));
    assert!(matches!(import(HEAD.as_bytes()), ImportRefused::Size));
    assert!(matches!(import(&[0xff, 0xfe, 0x00, 0x81]), ImportRefused::Encoding));
    let ImportRefused::Columns { missing, unknown } = import("login_id,name,e-mail\na,b,c\n".as_bytes()) else { panic!() };
    assert_eq!((missing, unknown), (vec!["mail", "role", "suspended"], vec!["e-mail".to_owned()]));
    let twice = format!("login_id,{HEAD}a,a,花子,a@x.example,member,false\n");
    assert!(matches!(import(twice.as_bytes()), ImportRefused::Columns { .. }));
    let many = format!("{HEAD}{}", "a,b,c@x.example,member,false\n".repeat(10_001));
    assert!(matches!(import(many.as_bytes()), ImportRefused::Size));
    assert!(matches!(import(&vec![b'a'; (4 << 20) + 1]), ImportRefused::Size));
}
