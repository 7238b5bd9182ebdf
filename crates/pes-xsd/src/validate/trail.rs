use std::collections::HashMap;
use std::fmt;

/// The open elements, as a path that people follow.
#[derive(Debug, Default)]
pub(super) struct Trail {
    steps: Vec<Step>,
}

#[derive(Debug)]
struct Step {
    name: String,
    /// Its place among the elements of its name, where there may be several.
    number: Option<usize>,
    /// How many children of each name there were.
    children: HashMap<String, usize>,
}

impl Trail {
    pub(super) fn enter(&mut self, name: &str, repeats: bool) {
        let number = self.steps.last_mut().map_or(1, |parent| match parent.children.get_mut(name) {
            Some(count) => {
                *count += 1;
                *count
            }
            None => {
                parent.children.insert(name.to_owned(), 1);
                1
            }
        });
        let number = (repeats || number > 1).then_some(number);
        self.steps.push(Step { name: name.to_owned(), number, children: HashMap::new() });
    }

    pub(super) fn leave(&mut self) {
        self.steps.pop();
    }
}

impl fmt::Display for Trail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.steps.iter().try_for_each(|step| match step.number {
            Some(number) => write!(f, "/{}[{number}]", step.name),
            None => write!(f, "/{}", step.name),
        })
    }
}
