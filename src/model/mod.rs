//! What the files mean, once read: plain data and the arithmetic on it, without files, spans or messages of a format.

pub mod duration;
