//! What the system tells, until the watch takes it.

use std::collections::HashSet;
use std::mem;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use crossbeam_channel::{Receiver, Sender, bounded};
use notify::event::{AccessKind, AccessMode, EventKind};

/// What has happened since the last look.
#[derive(Debug, Default)]
pub struct Mail {
    /// Paths under which something happened. A path that changed a thousand times stands here once.
    pub paths: HashSet<PathBuf>,
    /// Whether events were lost, so that anything may have changed.
    pub lost: bool,
}

/// Shared between the thread that receives events and the one that works.
#[derive(Debug, Clone)]
pub struct Mailbox {
    mail: Arc<Mutex<Mail>>,
    bell: Sender<()>,
}

impl Mailbox {
    /// A mailbox, and what rings when something comes in.
    pub fn new() -> (Self, Receiver<()>) {
        let (bell, ring) = bounded(1);
        let mail = Arc::default();
        (Self { mail, bell }, ring)
    }

    /// Take an event in.
    pub fn receive(&self, event: notify::Result<notify::Event>) {
        let mut mail = self.mail.lock().unwrap_or_else(PoisonError::into_inner);
        match event {
            Ok(event) if event.need_rescan() => mail.lost = true,
            // That somebody reads a file, as the watch itself does, is no change.
            Ok(event) if is_reading(event.kind) => return,
            Ok(event) => mail.paths.extend(event.paths),
            Err(_) => mail.lost = true,
        }
        drop(mail);
        // A bell that has rung already will be heard.
        let _ = self.bell.try_send(());
    }

    /// Everything that has come in.
    pub fn take(&self) -> Mail {
        mem::take(&mut *self.mail.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn is_reading(kind: EventKind) -> bool {
    matches!(kind, EventKind::Access(access) if access != AccessKind::Close(AccessMode::Write))
}

#[cfg(test)]
mod tests {
    use super::*;
    use notify::event::{CreateKind, Event, Flag};

    #[test]
    fn changes_are_kept_once_and_reading_is_none() {
        let (mailbox, ring) = Mailbox::new();
        let read = EventKind::Access(AccessKind::Open(AccessMode::Any));
        mailbox.receive(Ok(Event::new(read).add_path("a.md".into())));
        assert!(ring.try_recv().is_err());
        for _ in 0..1000 {
            let made = EventKind::Create(CreateKind::File);
            mailbox.receive(Ok(Event::new(made).add_path("a.md".into())));
        }
        let written = EventKind::Access(AccessKind::Close(AccessMode::Write));
        mailbox.receive(Ok(Event::new(written).add_path("b.md".into())));
        assert!(ring.try_recv().is_ok());
        assert!(ring.try_recv().is_err(), "one ring for all");
        let mail = mailbox.take();
        assert_eq!((mail.paths.len(), mail.lost), (2, false));
        assert!(mailbox.take().paths.is_empty());
    }

    #[test]
    fn lost_events_are_told() {
        let (mailbox, ring) = Mailbox::new();
        mailbox.receive(Ok(Event::new(EventKind::Other).set_flag(Flag::Rescan)));
        assert!(ring.try_recv().is_ok());
        assert!(mailbox.take().lost);
    }
}
