//! Forms that bring a file.

use actix_multipart::Multipart;
use actix_web::HttpRequest;
use actix_web::dev::Payload;
use futures_util::StreamExt as _;

use super::Fields;
use super::form::{Form, NotOurs};

/// The field that holds the file.
const FILE: &str = "file";

/// Reads a multipart form: its fields, and the bytes of its file. A file of more than `most` bytes is cut there; whoever asked for it
/// finds it too large.
pub(super) async fn read(request: &HttpRequest, payload: Payload, known: Fields, most: usize) -> Result<(Form, Vec<u8>), NotOurs> {
    const TEXT_MOST: usize = 4_096;
    const FIELDS_MOST: usize = 16;
    const REFUSED: NotOurs = NotOurs(None);
    let mut parts = Multipart::new(request.headers(), payload);
    let (mut form, mut file): (Form, Option<Vec<u8>>) = (Form::default(), None);
    while let Some(part) = parts.next().await {
        let mut part = part.map_err(|_| REFUSED)?;
        let name = part.name().ok_or(REFUSED)?.to_owned();
        let limit = if name == FILE { most.saturating_add(1) } else { TEXT_MOST };
        let mut bytes = Vec::new();
        while let Some(chunk) = part.next().await {
            let chunk = chunk.map_err(|_| REFUSED)?;
            if bytes.len() + chunk.len() > limit {
                return Err(NotOurs((name == FILE).then_some(FILE)));
            }
            bytes.extend_from_slice(&chunk);
        }
        if name == FILE {
            if file.replace(bytes).is_some() {
                return Err(NotOurs(Some(FILE)));
            }
        } else {
            form.add(&name, String::from_utf8(bytes).ok(), known, FIELDS_MOST)?;
        }
    }
    Ok((form, file.unwrap_or_default()))
}
