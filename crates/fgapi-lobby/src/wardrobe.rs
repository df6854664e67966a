//! What the lobby brings to the house's look, and how it comes together with what wings bring.

use fgapi_look::{RenderFault, Renderer, Wardrobe};

use crate::wing::Wing;

macro_rules! templates {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../templates/", $name)))),*]
    };
}

/// Templates and words of the lobby, which every wing may use.
const LOBBY: Wardrobe = Wardrobe {
    templates: templates!["who_parts.html", "confirm.html", "refused.html"],
    japanese: include_str!("../locales/ja.toml"),
    english: include_str!("../locales/en.toml"),
};

/// What makes the pages of an office of these wings.
///
/// # Errors
/// [`RenderFault`] when a word cannot be read, or two templates have one name; tests of the wings exclude that.
pub fn renderer(wings: &[Wing]) -> Result<Renderer, RenderFault> {
    let all: Vec<Wardrobe> = std::iter::once(LOBBY).chain(wings.iter().map(Wing::wardrobe)).collect();
    Renderer::of(&all)
}

#[cfg(test)]
mod tests {
    use fgapi_look::{Language, Message, Renderer, Says};

    use crate::menu::Heading;
    use crate::say::Say;

    fn all_said<S: Says + Copy>(renderer: &Renderer) {
        for (say, language) in S::ALL.iter().flat_map(|say| Language::ALL.map(|language| (say, language))) {
            assert!(renderer.say(language, &Message::new(*say)).is_ok(), "{}", say.key());
        }
    }

    #[test]
    fn everything_that_can_be_said_has_words() {
        let renderer = super::renderer(&[]).unwrap();
        renderer.read().unwrap();
        all_said::<Say>(&renderer);
        all_said::<Heading>(&renderer);
    }
}
