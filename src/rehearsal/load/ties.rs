//! How people and members of the real foundation hang together, recorded in its rehearsal:
//! ties, control, and for whom directors sit. What cannot be told here is left out, and said.

use uuid::Uuid;

use super::Loader;
use crate::board;
use crate::bodies::model::Office;
use crate::bodies::store::seats;
use crate::parties::model::tie::{Source, Span, TieKind, With};
use crate::parties::store::events::{self, NewLink};
use crate::parties::store::ties::{self, NewTie};
use crate::parties::{Name, PartyId};
use crate::rehearsal::original::Fault;
use crate::rehearsal::store::Tied;

impl Loader<'_> {
    pub(super) async fn record_ties(&mut self, secretary: PartyId) -> Result<(), Fault> {
        for tied in &self.original.ties {
            match self.tie(tied, secretary).await? {
                Some(tie) => {
                    ties::record(self.conn, &tie).await?;
                    self.loaded.ties = self.loaded.ties.saturating_add(1);
                }
                None => self.loaded.left_out.push(format!(
                    "A tie with {}: it cannot be told here.",
                    tied.organisation_name
                )),
            }
        }
        Ok(())
    }

    /// Who controls whom among the members, so that caps find who belongs together.
    pub(super) async fn record_control(&mut self, secretary: PartyId) -> Result<(), Fault> {
        for held in &self.original.control {
            let parent = self.organisation(&held.parent).await?;
            let child = self.organisation(&held.child).await?;
            let span = Span::new(held.starts_on, None);
            let percent = u32::try_from(held.percent_bp).ok();
            let (Some(parent), Some(child), Some(span), Some(percent_bp)) =
                (parent, child, span, percent)
            else {
                self.loaded.left_out.push(format!(
                    "That {} controls {}: one of them is no member here.",
                    held.parent, held.child
                ));
                continue;
            };
            let link = NewLink {
                id: Uuid::new_v4(),
                parent,
                child,
                percent_bp,
                basis: held.basis.clone(),
                reason: held.reason.clone(),
                span,
                by: secretary,
            };
            events::record_link(self.conn, &link).await?;
        }
        Ok(())
    }

    async fn tie(&mut self, tied: &Tied, by: PartyId) -> Result<Option<NewTie>, Fault> {
        let with = match tied.organisation {
            Some(_) => self
                .organisation(&tied.organisation_name)
                .await?
                .map(With::Organisation),
            None => None,
        };
        // An organisation that is no member here is one outside.
        let with = match with {
            Some(with) => with,
            None => With::Outside(Name::parse(&tied.organisation_name)?),
        };
        // What people say of themselves only they say.
        let source = match Source::parse(&tied.source) {
            Some(Source::Oneself) => Some(Source::Secretary),
            other => other,
        };
        let kind = TieKind::parse(&tied.kind);
        let span = Span::new(tied.starts_on, None);
        let (Some(source), Some(kind), Some(span)) = (source, kind, span) else {
            return Ok(None);
        };
        Ok(Some(NewTie {
            id: Uuid::new_v4(),
            person: self.here(PartyId(tied.person))?,
            with,
            kind,
            share_bp: tied.share_bp.and_then(|share| u32::try_from(share).ok()),
            span,
            source,
            note: String::new(),
            by,
        }))
    }

    /// For whom directors sit, as recorded by somebody else who keeps the minutes.
    pub(super) async fn record_sponsors(&mut self) -> Result<(), Fault> {
        let chairs = seats::chairs(self.conn).await?;
        for sitting in &self.original.seats {
            let Some(sponsor) = &sitting.sponsor else {
                continue;
            };
            let person = self.here(sitting.person)?;
            let minutes = [
                Office::Secretary,
                Office::DeputySecretary,
                Office::Chair,
                Office::DeputyChair,
            ];
            let keeper = minutes
                .into_iter()
                .filter_map(|office| self.holder(office))
                .find(|keeper| *keeper != person);
            let incumbency = chairs.incumbencies.iter().find(|one| {
                one.person == person
                    && chairs
                        .seats
                        .iter()
                        .any(|seat| seat.id == one.seat && seat.body == sitting.body)
            });
            let organisation = self.organisation(sponsor).await?;
            match (keeper, incumbency, organisation) {
                (Some(keeper), Some(incumbency), Some(organisation)) => {
                    let form = Uuid::new_v4();
                    let (of, by) = (Some(organisation), keeper);
                    board::store::record_sponsor(self.conn, form, incumbency.id, of, by).await?;
                }
                _ => self.loaded.left_out.push(format!(
                    "That a director sits for {sponsor}: it is no member here, or nobody else keeps the minutes."
                )),
            }
        }
        Ok(())
    }
}
