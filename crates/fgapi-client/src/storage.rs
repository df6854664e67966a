//! Where an app keeps a customer's tokens.

use std::any::Any;
use std::error::Error;
use std::fmt;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::future::BoxFuture;

use crate::Tokens;

/// Keeps the tokens of one customer's link: a row of the app's database, a file ([`FileStorage`](crate::FileStorage)), or memory
/// ([`MemoryStorage`]). A [`Link`](crate::Link) asks it, so that an app never handles a token itself.
///
/// ```
/// use fgapi_client::{StorageFault, TokenStorage, Tokens};
///
/// # struct Pool;
/// # impl Pool {
/// #     async fn get(&self, _: i64) -> Result<Option<String>, std::io::Error> { Ok(None) }
/// #     async fn put(&self, _: i64, _: Option<String>) -> Result<(), std::io::Error> { Ok(()) }
/// # }
/// /// One row of the table `bank_tokens`.
/// struct Row { pool: Pool, customer: i64 }
///
/// impl TokenStorage for Row {
///     async fn load(&self) -> Result<Option<Tokens>, StorageFault> {
///         let text = self.pool.get(self.customer).await.map_err(StorageFault::new)?;
///         text.map(|text| serde_json::from_str(&text).map_err(StorageFault::new)).transpose()
///     }
///
///     async fn save(&self, tokens: &Tokens) -> Result<(), StorageFault> {
///         let text = serde_json::to_string(tokens).map_err(StorageFault::new)?;
///         self.pool.put(self.customer, Some(text)).await.map_err(StorageFault::new)
///     }
///
///     async fn clear(&self) -> Result<(), StorageFault> {
///         self.pool.put(self.customer, None).await.map_err(StorageFault::new)
///     }
/// }
/// ```
pub trait TokenStorage: Send + Sync + 'static {
    /// What is kept; `None` when nothing is.
    ///
    /// # Errors
    /// [`StorageFault`] when it is not known what is kept; nothing is asked of the bank then.
    fn load(&self) -> impl Future<Output = Result<Option<Tokens>, StorageFault>> + Send;

    /// Keeps these in the place of what was kept, durably: when it answers, they are there after a crash. The bank has killed the former
    /// pair by then, and the new one is not used before.
    ///
    /// # Errors
    /// [`StorageFault`] when they may not be kept. They are not used then, and got from the bank again when they are wanted.
    fn save(&self, tokens: &Tokens) -> impl Future<Output = Result<(), StorageFault>> + Send;

    /// Keeps nothing any more.
    ///
    /// # Errors
    /// [`StorageFault`] when something may still be kept.
    fn clear(&self) -> impl Future<Output = Result<(), StorageFault>> + Send;

    /// Keeps others of the same storage waiting until what it answers is dropped. A link holds it while it trades its pair, from `load` to
    /// `save`. A storage that several links or processes share answers a lock here; otherwise one could show a token that another
    /// has just traded, which ends the link. This one keeps nobody waiting.
    ///
    /// # Errors
    /// [`StorageFault`] when somebody else has held it for too long.
    fn hold(&self) -> impl Future<Output = Result<Hold, StorageFault>> + Send {
        std::future::ready(Ok(Hold::nothing()))
    }
}

/// Keeps a storage held until it is dropped.
#[must_use]
pub struct Hold {
    _held: Box<dyn Any + Send>,
}

impl Hold {
    /// Holds whatever is let go when `lock` is dropped.
    pub fn of(lock: impl Any + Send) -> Self {
        Self { _held: Box::new(lock) }
    }

    /// Holds nothing.
    pub fn nothing() -> Self {
        Self::of(())
    }
}

impl fmt::Debug for Hold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hold")
    }
}

/// A storage did not do its part.
#[derive(Clone, Debug, thiserror::Error)]
#[error("the storage of tokens failed: {0}")]
pub struct StorageFault(Arc<dyn Error + Send + Sync>);

impl StorageFault {
    /// With its cause: an error, or a text. It must not hold a token.
    pub fn new(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self(Arc::from(cause.into()))
    }
}

/// Whoever shares a storage shares what it keeps.
impl<S: TokenStorage> TokenStorage for Arc<S> {
    fn load(&self) -> impl Future<Output = Result<Option<Tokens>, StorageFault>> + Send {
        (**self).load()
    }

    fn save(&self, tokens: &Tokens) -> impl Future<Output = Result<(), StorageFault>> + Send {
        (**self).save(tokens)
    }

    fn clear(&self) -> impl Future<Output = Result<(), StorageFault>> + Send {
        (**self).clear()
    }

    fn hold(&self) -> impl Future<Output = Result<Hold, StorageFault>> + Send {
        (**self).hold()
    }
}

/// Keeps them as long as the program runs: for trials and tests. After that the customer has to link again.
#[derive(Debug, Default)]
pub struct MemoryStorage {
    kept: Mutex<Option<Tokens>>,
    held: Arc<tokio::sync::Mutex<()>>,
}

impl MemoryStorage {
    /// One that keeps nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Option<Tokens>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl TokenStorage for MemoryStorage {
    async fn load(&self) -> Result<Option<Tokens>, StorageFault> {
        Ok(self.kept().clone())
    }

    async fn save(&self, tokens: &Tokens) -> Result<(), StorageFault> {
        *self.kept() = Some(tokens.clone());
        Ok(())
    }

    async fn clear(&self) -> Result<(), StorageFault> {
        *self.kept() = None;
        Ok(())
    }

    async fn hold(&self) -> Result<Hold, StorageFault> {
        Ok(Hold::of(self.held.clone().lock_owned().await))
    }
}

/// The same behind a pointer.
pub(crate) trait Kept: Send + Sync {
    fn load(&self) -> BoxFuture<'_, Result<Option<Tokens>, StorageFault>>;
    fn save<'a>(&'a self, tokens: &'a Tokens) -> BoxFuture<'a, Result<(), StorageFault>>;
    fn clear(&self) -> BoxFuture<'_, Result<(), StorageFault>>;
    fn hold(&self) -> BoxFuture<'_, Result<Hold, StorageFault>>;
}

impl<S: TokenStorage> Kept for S {
    fn load(&self) -> BoxFuture<'_, Result<Option<Tokens>, StorageFault>> {
        Box::pin(TokenStorage::load(self))
    }

    fn save<'a>(&'a self, tokens: &'a Tokens) -> BoxFuture<'a, Result<(), StorageFault>> {
        Box::pin(TokenStorage::save(self, tokens))
    }

    fn clear(&self) -> BoxFuture<'_, Result<(), StorageFault>> {
        Box::pin(TokenStorage::clear(self))
    }

    fn hold(&self) -> BoxFuture<'_, Result<Hold, StorageFault>> {
        Box::pin(TokenStorage::hold(self))
    }
}
