//! A tiny server that answers as it is told.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

use fgapi_bench::BaseUrl;

/// Serves until the test ends. `answer` gets a request's head and body and gives the whole answer's bytes.
pub(crate) fn serve(answer: impl Fn(&str) -> String + Send + Sync + 'static) -> BaseUrl {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
    let answer = Arc::new(answer);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answer = Arc::clone(&answer);
            thread::spawn(move || talk(stream, &*answer));
        }
    });
    address
}

/// An answer with a length.
pub(crate) fn sized(status: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n\r\n{body}", body.len())
}

fn talk(mut stream: TcpStream, answer: &(dyn Fn(&str) -> String + Send + Sync)) {
    let mut read = Vec::new();
    let mut buffer = [0_u8; 4_096];
    while let Ok(length) = stream.read(&mut buffer) {
        if length == 0 {
            return;
        }
        read.extend_from_slice(&buffer[..length]);
        let text = String::from_utf8_lossy(&read).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let wanted = head.lines().find_map(|line| line.strip_prefix("content-length: ")).map_or(0, |length| length.parse().unwrap());
        if body.len() >= wanted {
            read.clear();
            if stream.write_all(answer(&text).as_bytes()).is_err() {
                return;
            }
        }
    }
}
