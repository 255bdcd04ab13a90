//! The findings of all notes of the open folders, when a client asks for them. Nothing else looks through a folder.

use lsp_server::{ErrorCode, Request};

use super::server::Server;

/// Answer `workspace/diagnostic`.
pub(super) fn answer(server: &mut Server, request: Request) {
    server.refuse(request.id, ErrorCode::MethodNotFound, "not yet");
}
