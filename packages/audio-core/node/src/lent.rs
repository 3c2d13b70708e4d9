//! Arrays that JavaScript lends us for the length of one crossing: no bytes are copied on the way in.

use core::marker::PhantomData;
use core::ops::Deref;

/// Samples, read only.
pub struct Sound<'a> {
    data: *const i16,
    length: usize,
    lent: PhantomData<&'a ()>,
}
/// Bytes, read only. Only as long as a reference to them is held may nobody write them.
pub struct Bytes<'a> {
    data: *const u8,
    length: usize,
    lent: PhantomData<&'a ()>,
}
/// Numbers that are read and written one by one. They may overlap with bytes, so no reference to them is made.
pub struct Cells<'a> {
    data: *mut f64,
    length: usize,
    lent: PhantomData<&'a ()>,
}

macro_rules! lent {
    ($($name:ident of $element:ty)*) => {$(
        impl $name<'_> {
            /// # Safety
            /// So many elements are there for the lifetime, aligned unless there are none, and while a reference to them
            /// is held nobody writes them.
            pub unsafe fn new(data: *const $element, length: usize) -> Self {
                $name { data, length, lent: PhantomData }
            }
        }

        impl Deref for $name<'_> {
            type Target = [$element];
            fn deref(&self) -> &[$element] {
                if self.length == 0 {
                    return &[];
                }
                // SAFETY: the promise of `new`. With no elements the address may be anything, null too.
                unsafe { core::slice::from_raw_parts(self.data, self.length) }
            }
        }
    )*};
}

lent! { Sound of i16 Bytes of u8 }

impl Cells<'_> {
    /// # Safety
    /// So many numbers are there for the lifetime, aligned unless there are none, and nobody else reads or writes them
    /// while `get` or `set` does.
    pub unsafe fn new(data: *mut f64, length: usize) -> Self {
        Cells { data, length, lent: PhantomData }
    }

    pub fn length(&self) -> usize {
        self.length
    }

    /// The number at `index`; NaN past the end.
    pub fn get(&self, index: usize) -> f64 {
        // SAFETY: the promise of `new`.
        if index < self.length { unsafe { self.data.add(index).read() } } else { f64::NAN }
    }

    /// Writes a number; past the end nothing happens.
    pub fn set(&self, index: usize, value: f64) {
        if index < self.length {
            // SAFETY: the promise of `new`.
            unsafe { self.data.add(index).write(value) };
        }
    }
}
