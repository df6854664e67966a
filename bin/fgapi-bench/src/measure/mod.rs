//! Measuring: what is asked of whom, in rounds that take turns, so that whatever else the machine does meets all alike.

mod about;
mod arm;
mod cases;
mod facts;
mod figures;
mod growth;
mod pressure;
mod rounds;
mod run;
mod setting;

pub use self::arm::{Arm, Case, Supply};
pub use self::cases::{DURABLE_FLOOR, FIRST_READING};
pub use self::figures::{ArmFigures, CaseFigures, Facts, Report, median};
pub use self::rounds::{Pace, measure};
pub use self::run::{Options, run};
