//! By what a customer is known again.

use std::net::IpAddr;

use fgapi_consent::{DeviceId, Familiarity, Network, Visit};

use super::Stage;
use super::stage::customer;

fn network(address: &str) -> Network {
    Network::of(address.parse::<IpAddr>().expect("an address"))
}

pub(super) fn visit(stage: &Stage, who: &str, device: u8, address: &str) {
    let visit = Visit { customer: customer(who), device: DeviceId([device; 16]), network: network(address), at: stage.now() };
    stage.store().note_visit(&visit).expect("the store answers");
}

pub(super) fn known(stage: &Stage, who: &str, device: Option<u8>, address: &str) -> Familiarity {
    let device = device.map(|device| DeviceId([device; 16]));
    stage.store().familiarity(&customer(who), device, &network(address)).expect("the store answers")
}

/// Somebody who was never here.
pub fn nobody_is_known_at_first(stage: &Stage) {
    for device in [None, Some(0), Some(1)] {
        assert_eq!(known(stage, "c-1", device, "192.0.2.1"), Familiarity::default());
    }
}

/// Device and network are known by themselves.
pub fn a_device_is_known_on_every_network_and_a_network_on_every_device(stage: &Stage) {
    visit(stage, "c-1", 0, "192.0.2.1");
    visit(stage, "c-1", 2, "2001:db8::1");
    let last_seen = Some(stage.now());
    let familiar = |device_known, network_known| Familiarity { device_known, network_known, last_seen };
    for (device, address, due) in [
        (Some(0), "192.0.2.200", familiar(true, true)),
        (Some(2), "192.0.2.1", familiar(true, true)),
        (Some(0), "198.51.100.1", familiar(true, false)),
        (Some(3), "2001:db8:0:ff::1", familiar(false, true)),
        (None, "192.0.2.1", familiar(false, true)),
        (None, "198.51.100.1", familiar(false, false)),
    ] {
        assert_eq!(known(stage, "c-1", device, address), due, "device {device:?} at {address}");
    }
}

/// What one customer did says nothing of another who uses the same browser.
pub fn another_customers_visits_tell_nothing(stage: &Stage) {
    visit(stage, "c-1", 1, "192.0.2.1");
    assert_eq!(known(stage, "c-2", Some(1), "192.0.2.1"), Familiarity::default(), "a visit is its customer's own");
}

/// However many devices: the latest visit counts.
pub fn the_last_visit_is_the_latest(stage: &Stage) {
    let seen = || known(stage, "c-1", Some(9), "198.51.100.1").last_seen;
    visit(stage, "c-1", 1, "192.0.2.1");
    let first = stage.now();
    assert_eq!(seen(), Some(first));
    stage.tokens.clock.advance(1_000);
    visit(stage, "c-1", 2, "192.0.2.1");
    stage.tokens.clock.advance(1_000);
    assert_eq!(seen(), Some(first.plus(1_000)), "a visit on another device counts as well");
    visit(stage, "c-1", 1, "192.0.2.1");
    assert_eq!(seen(), Some(first.plus(2_000)), "a visit on the same device and network takes the former's place");
}
