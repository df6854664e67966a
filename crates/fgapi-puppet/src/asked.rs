//! Requests, read as they come.

use std::io::Read as _;
use std::net::TcpStream;

/// What stands before every path, as it does at banks that serve more than FGAPI.
pub(crate) const PREFIX: &str = "/api";

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Its method.
    pub method: String,
    /// Its path behind the prefix `/api`, without the query.
    pub path: String,
    /// The token of `Authorization: Bearer`; empty where there is none.
    pub bearer: String,
    /// What stood in `Authorization`; empty where there is none.
    pub authorization: String,
    /// Its body.
    pub body: Vec<u8>,
    /// All of it, byte for byte.
    pub raw: Vec<u8>,
    fields: Vec<(String, String)>,
}

impl Asked {
    /// Method and path, such as `GET /accounts`.
    pub fn what(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// A field of the query or of a form; empty when it is not there.
    pub fn field(&self, name: &str) -> &str {
        self.fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// The field `page`.
    ///
    /// # Panics
    /// When there is none that is a number.
    pub fn page(&self) -> u32 {
        self.field("page").parse().expect("a page's number")
    }

    /// The next request of a connection. `None`: the caller has left, said nothing in time, or what came is no HTTP, such as a hello of
    /// TLS.
    pub(crate) fn read(stream: &mut TcpStream) -> Option<Self> {
        let (mut bytes, mut chunk) = (Vec::new(), [0; 4_096]);
        loop {
            if let Some(asked) = Self::whole(&bytes).ok()? {
                return Some(asked);
            }
            match stream.read(&mut chunk) {
                Ok(0) | Err(_) => return None,
                Ok(length) => bytes.extend_from_slice(&chunk[..length]),
            }
        }
    }

    /// The request in these bytes, once they are all of it.
    fn whole(bytes: &[u8]) -> Result<Option<Self>, httparse::Error> {
        let mut headers = [httparse::EMPTY_HEADER; 32];
        let mut request = httparse::Request::new(&mut headers);
        let httparse::Status::Complete(head) = request.parse(bytes)? else { return Ok(None) };
        let header = |name: &str| {
            let found = request.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name));
            found.map_or_else(String::new, |header| String::from_utf8_lossy(header.value).into_owned())
        };
        let length: usize = header("content-length").parse().unwrap_or(0);
        let Some(body) = bytes.get(head..head + length) else { return Ok(None) };
        let target = request.path.unwrap_or_default();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let is_form = header("content-type").contains("urlencoded");
        Ok(Some(Self {
            method: request.method.unwrap_or_default().to_owned(),
            path: path.strip_prefix(PREFIX).unwrap_or(path).to_owned(),
            bearer: header("authorization").strip_prefix("Bearer ").unwrap_or_default().to_owned(),
            authorization: header("authorization"),
            fields: fields(query.as_bytes()).chain(fields(if is_form { body } else { &[] })).collect(),
            body: body.to_vec(),
            raw: bytes.to_vec(),
        }))
    }
}

/// Names and values. What is not well written is a mistake of who calls.
fn fields(text: &[u8]) -> impl Iterator<Item = (String, String)> + '_ {
    fgapi_wire::form_pairs(text).map(|(name, value)| (name.expect("a name"), value.expect("a value")))
}
