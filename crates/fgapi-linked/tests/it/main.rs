//! Linked accounts: catalogue, links, fetching and answers, over the store in memory and an institution that follows a script.

#![cfg(test)]

mod answers;
mod catalogue;
mod faults;
mod fetch;
mod house;
mod link;
mod manual;
mod own;
mod pace;
mod store;
mod upstream;
mod words;
