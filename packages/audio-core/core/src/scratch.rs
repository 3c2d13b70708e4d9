//! Memory that is used within one step and means nothing after it: a thread's calls share it, so that a call holds only
//! what it must remember.

use std::cell::RefCell;

thread_local! {
    static SPARE: RefCell<Vec<Vec<i16>>> = const { RefCell::new(Vec::new()) };
}

/// Does something with room for samples, which is empty at first. Within it there is more, for whoever asks again.
pub(crate) fn with_room<R>(act: impl FnOnce(&mut Vec<i16>) -> R) -> R {
    let mut room = SPARE.with_borrow_mut(Vec::pop).unwrap_or_default();
    let result = act(&mut room);
    room.clear();
    SPARE.with_borrow_mut(|spare| spare.push(room));
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_empty_each_time_and_used_again() {
        let filled = with_room(|outer| {
            outer.extend([1; 500]);
            with_room(|inner| inner.extend([2; 900]));
            (outer.as_ptr(), outer.len())
        });
        with_room(|first| {
            assert_eq!((first.as_ptr(), first.len(), filled.1), (filled.0, 0, 500));
            with_room(|second| assert!(second.is_empty() && second.capacity() >= 900));
        });
    }
}
