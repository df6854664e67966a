//! What the consent journey asks a customer for, as importers read and write it: certificates, questions, PINs, memos.

use diesel::prelude::*;
use fgapi_domain::CertificateFingerprint;
use fgapi_intake::QuestionRow;

use super::Conn;
use crate::StoreFault;
use crate::schema::{accounts, customer_accounts, customer_certificates, customer_questions, customers};

pub(super) fn certificates(conn: &mut Conn, customer: i64) -> Result<Vec<CertificateFingerprint>, StoreFault> {
    let stored: Vec<Vec<u8>> = customer_certificates::table
        .filter(customer_certificates::customer.eq(customer))
        .order(customer_certificates::fingerprint)
        .select(customer_certificates::fingerprint)
        .load(conn)?;
    let of = |bytes: Vec<u8>| bytes.try_into().map(CertificateFingerprint).map_err(|_| StoreFault::corrupt("a certificate's fingerprint"));
    stored.into_iter().map(of).collect()
}

pub(super) fn customer_of_certificate(conn: &mut Conn, certificate: &CertificateFingerprint) -> Result<Option<i64>, StoreFault> {
    let row = customer_certificates::table.find(certificate.0.as_slice());
    Ok(row.select(customer_certificates::customer).first(conn).optional()?)
}

pub(super) fn put_certificates(conn: &mut Conn, customer: i64, certificates: &[CertificateFingerprint]) -> Result<(), StoreFault> {
    diesel::delete(customer_certificates::table.filter(customer_certificates::customer.eq(customer))).execute(conn)?;
    for certificate in certificates {
        diesel::insert_into(customer_certificates::table)
            .values((customer_certificates::fingerprint.eq(certificate.0.as_slice()), customer_certificates::customer.eq(customer)))
            .execute(conn)?;
    }
    Ok(())
}

pub(super) fn questions(conn: &mut Conn, customer: i64) -> Result<Vec<QuestionRow>, StoreFault> {
    let rows: Vec<(i64, String, String)> = customer_questions::table
        .filter(customer_questions::customer.eq(customer))
        .order(customer_questions::number)
        .select((customer_questions::number, customer_questions::text, customer_questions::answer_hash))
        .load(conn)?;
    Ok(rows.into_iter().map(|(number, text, answer_hash)| QuestionRow { number, text, answer_hash }).collect())
}

pub(super) fn put_questions(conn: &mut Conn, customer: i64, questions: &[QuestionRow]) -> Result<(), StoreFault> {
    diesel::delete(customer_questions::table.filter(customer_questions::customer.eq(customer))).execute(conn)?;
    for row in questions {
        diesel::insert_into(customer_questions::table)
            .values((
                customer_questions::customer.eq(customer),
                customer_questions::number.eq(row.number),
                customer_questions::text.eq(&row.text),
                customer_questions::answer_hash.eq(&row.answer_hash),
            ))
            .execute(conn)?;
    }
    let none = (customers::answer_failures.eq(0), customers::answers_locked_until.eq(0));
    diesel::update(customers::table.find(customer)).set(none).execute(conn)?;
    Ok(())
}

pub(super) fn filed_pin(conn: &mut Conn, account: i64) -> Result<Option<String>, StoreFault> {
    Ok(accounts::table.find(account).select(accounts::inquiry_pin).first(conn).optional()?.flatten())
}

pub(super) fn put_filed_pin(conn: &mut Conn, account: i64, hash: Option<&str>) -> Result<(), StoreFault> {
    let filed = (accounts::inquiry_pin.eq(hash), accounts::pin_failures.eq(0), accounts::pin_locked_until.eq(0));
    diesel::update(accounts::table.find(account)).set(filed).execute(conn)?;
    Ok(())
}

pub(super) fn memo(conn: &mut Conn, customer: i64, account: i64) -> Result<Option<String>, StoreFault> {
    let row = customer_accounts::table.find((customer, account));
    Ok(row.select(customer_accounts::memo).first(conn).optional()?.flatten())
}

pub(super) fn put_memo(conn: &mut Conn, customer: i64, account: i64, memo: Option<&str>) -> Result<(), StoreFault> {
    let row = customer_accounts::table.find((customer, account));
    diesel::update(row).set(customer_accounts::memo.eq(memo)).execute(conn)?;
    Ok(())
}
