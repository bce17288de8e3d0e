//! Drawings of a process: laid out once, written as SVG, DOT or Mermaid.
//!
//! The layout is plain geometry; every writer starts from it, BPMN's too. Nothing here judges a process.

mod bands;
mod diagram;
pub mod dot;
mod figure;
pub mod geometry;
mod grid;
mod heading;
mod layers;
pub mod layout;
pub mod mermaid;
pub mod paint;
mod pixels;
mod ports;
mod route;
mod rows;
pub mod svg;
mod text;
pub mod timeline;
mod tracks;
