//! From a view to a page.

use fgapi_look::{RenderFault, Wardrobe};

use crate::Language;
use crate::views::{Frame, Screen};

macro_rules! templates {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../templates/", $name)))),*]
    };
}

const OURS: Wardrobe = Wardrobe {
    templates: templates![
        "journey.html",
        "journey_parts.html",
        "login.html",
        "question.html",
        "scopes.html",
        "pins.html",
        "pin_result.html",
        "consent.html",
        "links.html",
        "link_end.html",
        "link_renew.html",
        "linked_parts.html",
        "linked.html",
        "linked_details.html",
        "linked_remove.html",
        "services.html",
        "service.html",
        "refused.html",
        "ended.html",
        "demo_base.html",
        "demo_parts.html",
        "demo_start.html",
        "demo_done.html",
        "demo_mails.html",
        "demo_mail.html",
    ],
    japanese: include_str!("../locales/ja.toml"),
    english: include_str!("../locales/en.toml"),
};

/// Makes pages. Made once, at start; then shared.
#[derive(Debug)]
pub struct Renderer(fgapi_look::Renderer);

impl Renderer {
    /// Reads all templates and words, which are compiled in.
    ///
    /// # Errors
    /// [`RenderFault`] when one of them cannot be read, which a test of this crate excludes.
    pub fn new() -> Result<Self, RenderFault> {
        fgapi_look::Renderer::new(&OURS).map(Self)
    }

    /// The whole page of a screen.
    ///
    /// # Errors
    /// [`RenderFault`] when a template asks for what its view does not have.
    pub fn render(&self, language: Language, frame: &Frame, screen: &Screen) -> Result<String, RenderFault> {
        self.0.render(language, screen.template(), frame, screen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Say;
    use fgapi_look::Says as _;

    #[test]
    fn everything_that_can_be_said_has_words() {
        let renderer = fgapi_look::Renderer::new(&OURS).unwrap();
        renderer.read().unwrap();
        for (language, say) in Language::ALL.into_iter().flat_map(|language| Say::ALL.iter().map(move |say| (language, *say))) {
            assert!(renderer.say(language, &say.into()).is_ok_and(|words| !words.is_empty()), "{say:?}");
        }
    }
}
