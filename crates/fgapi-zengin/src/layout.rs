//! Where each field of a record stands: columns as the formats count them, from 1. First 入出金取引明細 (03), then what is its own in
//! 振込入金通知 (01), and 残高通知 (04).

use crate::fault::Field;

/// Bytes of every record.
pub(crate) const RECORD: usize = 200;

pub(crate) const WHOLE: Field = Field::new("レコード", 1, RECORD);
pub(crate) const FILE: Field = Field::new("ファイル", 1, RECORD);
pub(crate) const KIND: Field = Field::new("データ区分", 1, 1);

/// Header record (1).
pub(crate) mod header {
    use super::Field;
    pub(crate) const BUSINESS: Field = Field::new("種別コード", 2, 3);
    pub(crate) const CODING: Field = Field::new("コード区分", 4, 4);
    pub(crate) const CREATED: Field = Field::new("作成日", 5, 10);
    pub(crate) const FROM: Field = Field::new("勘定日(自)", 11, 16);
    pub(crate) const TO: Field = Field::new("勘定日(至)", 17, 22);
    pub(crate) const BANK: Field = Field::new("銀行コード", 23, 26);
    pub(crate) const BANK_NAME: Field = Field::new("銀行名", 27, 41);
    pub(crate) const BRANCH: Field = Field::new("支店コード", 42, 44);
    pub(crate) const BRANCH_NAME: Field = Field::new("支店名", 45, 59);
    pub(crate) const DUMMY: Field = Field::new("ダミー", 60, 62);
    pub(crate) const ACCOUNT_KIND: Field = Field::new("預金種目", 63, 63);
    pub(crate) const NUMBER: Field = Field::new("口座番号", 64, 73);
    pub(crate) const HOLDER: Field = Field::new("口座名", 74, 113);
    pub(crate) const SIGN: Field = Field::new("貸越区分", 114, 114);
    pub(crate) const PASSBOOK: Field = Field::new("通帳・証書区分", 115, 115);
    pub(crate) const OPENING: Field = Field::new("取引前残高", 116, 129);
    pub(crate) const REST: Field = Field::new("ダミー", 130, 200);
}

/// Data record (2): what both variants share.
pub(crate) mod data {
    use super::Field;
    pub(crate) const REFERENCE: Field = Field::new("照会番号", 2, 9);
    pub(crate) const DAY: Field = Field::new("勘定日", 10, 15);
    pub(crate) const VALUE_DAY: Field = Field::new("預入・払出日", 16, 21);
    pub(crate) const DIRECTION: Field = Field::new("入払区分", 22, 22);
    pub(crate) const CATEGORY: Field = Field::new("取引区分", 23, 24);
    pub(crate) const AMOUNT: Field = Field::new("取引金額", 25, 36);
    /// Digits that are checked and then left alone.
    pub(crate) const DIGITS: [Field; 6] = [
        Field::new("うち他店券金額", 37, 48),
        Field::new("交換呈示日", 49, 54),
        Field::new("不渡返還日", 55, 60),
        Field::new("手形・小切手区分", 61, 61),
        Field::new("手形・小切手番号", 62, 68),
        Field::new("僚店番号", 69, 71),
    ];
}

/// Data record of 普通, 当座 and 貯蓄 from column 72 on.
pub(crate) mod liquid {
    use super::Field;
    pub(crate) const DIGITS: [Field; 1] = [Field::new("振込依頼人コード", 72, 81)];
    /// 振込依頼人名 when money came in, 契約者番号 when it went out.
    pub(crate) const PAYER: Field = Field::new("振込依頼人名または契約者番号", 82, 129);
    pub(crate) const NOTE: Field = Field::new("摘要", 160, 179);
    pub(crate) const TEXTS: [Field; 4] = [
        Field::new("仕向銀行名", 130, 144),
        Field::new("仕向店名", 145, 159),
        Field::new("EDI情報", 180, 199),
        Field::new("ダミー", 200, 200),
    ];
}

/// Data record of 通知, 定期 and 積立定期 from column 72 on.
pub(crate) mod deposit {
    use super::Field;
    pub(crate) const DIGITS: [Field; 12] = [
        Field::new("当初預入日", 72, 77),
        Field::new("利率", 78, 83),
        Field::new("満期日", 84, 89),
        Field::new("期間利息", 97, 107),
        Field::new("中間払利率", 108, 113),
        Field::new("期後利率", 119, 124),
        Field::new("期後利息", 125, 133),
        Field::new("合計利息", 134, 144),
        Field::new("税区分", 145, 145),
        Field::new("税率", 146, 149),
        Field::new("税額", 150, 159),
        Field::new("税引後利息", 160, 170),
    ];
    pub(crate) const NOTE: Field = Field::new("摘要", 171, 190);
    pub(crate) const TEXTS: [Field; 6] = [
        Field::new("期間1", 90, 96),
        Field::new("中間払区分", 114, 114),
        Field::new("期後期間", 115, 118),
        Field::new("期間2", 191, 195),
        Field::new("正負区分", 196, 196),
        Field::new("ダミー", 197, 200),
    ];
}

/// Trailer record (8).
pub(crate) mod trailer {
    use super::Field;
    pub(crate) const IN_COUNT: Field = Field::new("入金件数", 2, 7);
    pub(crate) const IN_SUM: Field = Field::new("入金額合計", 8, 20);
    pub(crate) const OUT_COUNT: Field = Field::new("出金件数", 21, 26);
    pub(crate) const OUT_SUM: Field = Field::new("出金額合計", 27, 39);
    pub(crate) const SIGN: Field = Field::new("貸越区分", 40, 40);
    pub(crate) const CLOSING: Field = Field::new("取引後残高", 41, 54);
    pub(crate) const ROWS: Field = Field::new("データレコード件数", 55, 61);
    pub(crate) const REST: Field = Field::new("ダミー", 62, 200);
}

/// End record (9).
pub(crate) mod end {
    use super::Field;
    pub(crate) const RECORDS: Field = Field::new("レコード総件数", 2, 11);
    pub(crate) const ACCOUNTS: Field = Field::new("口座数", 12, 16);
    pub(crate) const REST: Field = Field::new("ダミー", 17, 200);
}

/// 振込入金通知 (01): its header has the columns of [`header`] up to 支店名.
pub(crate) mod notice {
    use super::Field;
    pub(crate) const ACCOUNT_KIND: Field = Field::new("預金種目", 60, 60);
    pub(crate) const NUMBER: Field = Field::new("口座番号", 61, 67);
    pub(crate) const HOLDER: Field = Field::new("口座名", 68, 107);
    pub(crate) const HEADER_REST: Field = Field::new("ダミー", 108, 200);

    pub(crate) const REFERENCE: Field = Field::new("照会番号", 2, 7);
    pub(crate) const DAY: Field = Field::new("勘定日", 8, 13);
    pub(crate) const VALUE_DAY: Field = Field::new("起算日", 14, 19);
    pub(crate) const AMOUNT: Field = Field::new("金額", 20, 29);
    pub(crate) const CHEQUES: Field = Field::new("うち他店券金額", 30, 39);
    pub(crate) const PAYER_CODE: Field = Field::new("振込依頼人コード", 40, 49);
    pub(crate) const PAYER: Field = Field::new("振込依頼人名", 50, 97);
    pub(crate) const FROM_BANK: Field = Field::new("仕向銀行名", 98, 112);
    pub(crate) const FROM_BRANCH: Field = Field::new("仕向店名", 113, 127);
    pub(crate) const CANCELLED: Field = Field::new("取消区分", 128, 128);
    /// Data format A from here on: EDI情報 and filling.
    pub(crate) const REST_A: Field = Field::new("EDI情報", 129, 200);
    /// Data format B has digits here.
    pub(crate) const WIDE: Field = Field::new("金額(2)", 129, 152);
    pub(crate) const WIDE_AMOUNT: Field = Field::new("金額(2)", 129, 140);
    pub(crate) const WIDE_CHEQUES: Field = Field::new("うち他店券金額(2)", 141, 152);
    pub(crate) const REST_B: Field = Field::new("EDI情報", 153, 200);

    pub(crate) const COUNT: Field = Field::new("振込合計件数", 2, 7);
    pub(crate) const SUM: Field = Field::new("振込合計金額", 8, 19);
    pub(crate) const CANCELLED_COUNT: Field = Field::new("取消合計件数", 20, 25);
    pub(crate) const CANCELLED_SUM: Field = Field::new("取消合計金額", 26, 37);
    pub(crate) const TRAILER_REST: Field = Field::new("ダミー", 38, 200);
    pub(crate) const END_REST: Field = Field::new("ダミー", 2, 200);
}

/// 残高通知 (04).
pub(crate) mod balance {
    use super::Field;
    pub(crate) const NOTICE: Field = Field::new("通知区分", 4, 4);
    pub(crate) const CODING: Field = Field::new("コード区分", 5, 5);
    pub(crate) const CREATED: Field = Field::new("作成日", 6, 11);
    pub(crate) const COMPANY: Field = Field::new("会社コード", 12, 21);
    pub(crate) const COMPANY_NAME: Field = Field::new("会社名", 22, 61);
    pub(crate) const BANK: Field = Field::new("銀行コード", 62, 65);
    pub(crate) const HEADER_REST: Field = Field::new("銀行名", 66, 200);

    pub(crate) const DAY: Field = Field::new("基準日", 2, 7);
    pub(crate) const TIME: Field = Field::new("基準時刻", 8, 11);
    pub(crate) const BRANCH: Field = Field::new("支店コード", 12, 14);
    pub(crate) const ACCOUNT_KIND: Field = Field::new("預金種目", 18, 18);
    pub(crate) const NUMBER: Field = Field::new("口座番号", 19, 28);
    pub(crate) const PARTS: Field = Field::new("口数", 29, 32);
    pub(crate) const HOLDER: Field = Field::new("口座名", 33, 72);
    pub(crate) const SIGN: Field = Field::new("貸越区分", 73, 73);
    pub(crate) const NOW: Field = Field::new("現在残高", 74, 87);
    /// Digits that are checked and then left alone.
    pub(crate) const DIGITS: [Field; 3] =
        [Field::new("他店券残高", 88, 101), Field::new("貸越極度額", 102, 115), Field::new("支払可能残高", 116, 130)];
    /// Either 15 digits, or a 貸越区分 and 14.
    pub(crate) const BEFORE: Field = Field::new("前日残高", 131, 145);
    pub(crate) const BEFORE_SIGN: Field = Field::new("前日残高", 131, 131);
    pub(crate) const BEFORE_DIGITS: Field = Field::new("前日残高", 132, 145);
    pub(crate) const LATEST: Field = Field::new("最新取引日", 146, 151);
    pub(crate) const REST: Field = Field::new("ダミー", 152, 200);
    /// Of trailer and end nothing but their データ区分 is agreed on.
    pub(crate) const AFTER: Field = Field::new("ダミー", 2, 200);
}
