//! Starts `preceptor lsp` for Zed.

use zed_extension_api::settings::LspSettings;
use zed_extension_api::{self as zed, serde_json, Command, LanguageServerId, Result, Worktree};

struct Preceptor;

/// What the user's settings say under `lsp.preceptor`.
fn settings(worktree: &Worktree) -> LspSettings {
    LspSettings::for_worktree("preceptor", worktree).unwrap_or_default()
}

impl zed::Extension for Preceptor {
    fn new() -> Self {
        Self
    }

    /// The program of the settings (`binary.path`), else the one on PATH. Nothing is downloaded.
    fn language_server_command(&mut self, _: &LanguageServerId, worktree: &Worktree) -> Result<Command> {
        let binary = settings(worktree).binary;
        let (path, arguments, env) = match binary {
            Some(binary) => (binary.path, binary.arguments, binary.env),
            None => (None, None, None),
        };
        let command = path.or_else(|| worktree.which("preceptor")).ok_or(
            "The program preceptor is not on your PATH. Install it, or say where it is in settings.json: \
             \"lsp\": {\"preceptor\": {\"binary\": {\"path\": \"…\"}}}",
        )?;
        let mut environment = worktree.shell_env();
        environment.extend(env.into_iter().flatten());
        Ok(Command {
            command,
            args: arguments.unwrap_or_else(|| vec!["lsp".to_owned()]),
            env: environment,
        })
    }

    /// `lsp.preceptor.initialization_options`, else `lsp.preceptor.settings`: the server takes the same in both.
    fn language_server_initialization_options(
        &mut self,
        _: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<Option<serde_json::Value>> {
        let settings = settings(worktree);
        Ok(settings.initialization_options.or(settings.settings))
    }

    /// `lsp.preceptor.settings`, as the section `preceptor` that the server asks for.
    fn language_server_workspace_configuration(
        &mut self,
        _: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<Option<serde_json::Value>> {
        let settings = settings(worktree);
        let section = settings.settings.or(settings.initialization_options);
        Ok(section.map(|section| serde_json::json!({ "preceptor": section })))
    }
}

zed::register_extension!(Preceptor);
