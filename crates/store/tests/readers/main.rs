//! Files as offices hand them in, good and bad: what is read from them and what is said of them.

mod any;
mod csv;
mod given;
mod kinds;
mod xlsx;
