//! What a screen may be told to say: the errors and notices, by name.

fgapi_look::says! {
    /// One thing that a screen can say beside a field or above a form. Its words are in `locales/`; what they have in braces is given by
    /// [`Message::with`](crate::Message::with).
    pub enum Say {
        // Login.
        /// The log-in id is missing.
        LoginIdMissing = "error.login_id_missing",
        /// The password is missing.
        PasswordMissing = "error.password_missing",
        /// The pair is wrong; never says which of the two.
        LoginWrong = "error.login_wrong",
        /// Certificate or password is wrong; never says which of the two.
        CertificateLoginWrong = "error.certificate_login_wrong",
        /// No certificate was presented, or none that is accepted.
        CertificateMissing = "error.certificate_missing",
        /// The certificate is not one of the bank's.
        CertificateUnknown = "error.certificate_unknown",
        /// The certificate's time is over, or has not come.
        CertificateExpired = "error.certificate_expired",
        /// The bank took the certificate back.
        CertificateRevoked = "error.certificate_revoked",
        /// The certificate is for another purpose.
        CertificateNotForClients = "error.certificate_not_for_clients",
        /// Logging in is locked; `LoginView::locked` has the time.
        Locked = "error.locked",
        // Question.
        /// The answer is missing.
        AnswerMissing = "error.answer_missing",
        /// The answer is wrong; `QuestionView::tries_left` says how often one may try again.
        AnswerWrong = "error.answer_wrong",
        // Scopes.
        /// No service is chosen.
        NoGrant = "error.no_grant",
        /// No account is chosen.
        NoAccount = "error.no_account",
        // Inquiry PINs.
        /// No PIN was entered anywhere.
        NoPin = "error.no_pin",
        /// A PIN is not `{digits}` digits.
        PinMalformed = "error.pin_malformed",
        /// The bank says that the PIN is not the filed one.
        PinWrong = "error.pin_wrong",
        /// The account's PIN is locked at the bank.
        PinLocked = "error.pin_locked",
        /// Without a PIN there is no account that the consent could be about.
        NoAccountLeft = "error.no_account_left",
        // Consent, renewal.
        /// The box is not ticked.
        NotTicked = "error.not_ticked",
        // What an institution asks.
        /// Nothing was entered. `{field}`.
        FormMissing = "error.form_missing",
        /// Nothing was chosen. `{field}`.
        FormUnchosen = "error.form_unchosen",
        /// The text is not what the institution takes. `{field}`.
        FormFormat = "error.form_format",
        // Any field.
        /// The field is longer than `{max}` characters.
        TooLong = "error.too_long",
        /// The field has characters that nobody can type.
        OddCharacters = "error.odd_characters",
        // Notices above a form.
        /// The form came from another tab, or twice: this is where the journey stands now.
        StaleForm = "notice.stale_form",
        /// The bank does not answer just now; nothing was lost.
        TryAgain = "notice.try_again",
        /// Too many tries in a short time. `{seconds}`.
        SlowDown = "notice.slow_down",
        /// A link has ended. `{client}`.
        LinkEnded = "notice.link_ended",
        /// A link has been renewed. `{client}`, `{day}` (as [`Message::with_day`] writes it).
        LinkRenewed = "notice.link_renewed",
        /// The link that was to be ended or renewed is no longer alive.
        LinkGone = "notice.link_gone",
        /// An account at another institution was linked. `{service}`.
        LinkedDone = "notice.linked_done",
        /// The customer said no there.
        LinkedDeclined = "notice.linked_declined",
        /// It was completed already, or took too long.
        LinkedExpired = "notice.linked_expired",
        /// The institution did not do it.
        LinkedFailed = "notice.linked_failed",
        /// The institution cannot be linked yet.
        LinkedUnready = "notice.linked_unready",
        /// There is no such account of the customer's.
        LinkedGone = "notice.linked_gone",
        /// An account was removed.
        LinkedRemoved = "notice.linked_removed",
        /// An account is fetched now.
        LinkedAsked = "notice.linked_asked",
        /// It is not, because the customer stopped it.
        LinkedNotAsked = "notice.linked_not_asked",
        /// It is not, because the gateway does not fetch this one by itself.
        LinkedManual = "notice.linked_manual",
        /// An answer was taken.
        LinkedAnswered = "notice.linked_answered",
        /// Name and memo were kept.
        LinkedSaved = "notice.linked_saved",
        /// Fetching was stopped.
        LinkedSuspended = "notice.linked_suspended",
        /// Fetching was resumed.
        LinkedResumed = "notice.linked_resumed",
        /// There is no such question (any more).
        LinkedNoQuestion = "notice.linked_no_question",
        /// Answers to an institution's forms were taken.
        LinkedForms = "notice.linked_forms",
    }
}
