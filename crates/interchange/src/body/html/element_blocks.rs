//! The index of the block that each element of a document became a part of.

use std::{cell::RefCell, collections::HashMap};

use scraper::ElementRef;

/// Block indexes by element. The walk that builds the body records them; the walk that looks for
/// losses reads them.
#[derive(Default)]
pub(super) struct ElementBlocks(RefCell<HashMap<*const (), usize>>);

impl ElementBlocks {
    pub(super) fn record(&self, element: ElementRef<'_>, block: usize) {
        self.0.borrow_mut().insert(address(element), block);
    }

    pub(super) fn block_of(&self, element: ElementRef<'_>) -> Option<usize> {
        self.0.borrow().get(&address(element)).copied()
    }
}

/// An element's address in memory. The document does not change between the two walks, so the
/// address identifies the element.
fn address(element: ElementRef<'_>) -> *const () {
    std::ptr::from_ref(element.value()).cast()
}
