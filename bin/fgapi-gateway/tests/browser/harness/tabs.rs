//! Several tabs of one browser: they share its cookies.

use fantoccini::wd::WindowHandle;

use super::Browser;

/// A tab.
#[derive(Clone, Debug)]
pub(crate) struct Tab(WindowHandle);

impl Browser {
    /// The tab that is used.
    #[track_caller]
    pub(crate) fn tab(&self) -> Tab {
        Tab(self.told("asking for the tab", self.client.window()))
    }

    /// Opens another tab, and uses it from now on.
    #[track_caller]
    pub(crate) fn new_tab(&self) -> Tab {
        let made = self.told("opening a tab", self.client.new_window(true));
        let tab = Tab(made.handle);
        self.use_tab(&tab);
        self.lay_out(self.screen);
        self.prefer(self.dark);
        tab
    }

    /// Uses this tab from now on.
    #[track_caller]
    pub(crate) fn use_tab(&self, tab: &Tab) {
        self.told("going to a tab", self.client.switch_to_window(tab.0.clone()));
    }
}
