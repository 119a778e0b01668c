//! Deeds: how a protected asset is parted with, and that it is not parted with otherwise.

mod acts;
mod attacks;
mod drafts;
mod forged;
mod letting;
mod nominal;
mod rules;
mod story;
mod title;
