//! Where the reader took a value of a diagram from, so that a process file can say it beside the value.
//!
//! The reader keeps the place of everything it takes; the place tells whether it stood in a lane, a label or a timer.

use std::collections::HashMap;

use crate::messages::Localized;
use crate::read::bpmn::flow_node::Timer;
use crate::read::bpmn::namespace::Namespace;
use crate::read::bpmn::tree::{Artifact, Base, Definitions, Resource};
use crate::source::Span;

crate::texts! {
    fn from_property(name: &str) {
        en: "from the property `{name}`",
        vi: "lấy từ thuộc tính `{name}`",
    }
}

const LANE: Localized = Localized::fixed("from the lane", "lấy từ tên làn");
const POOL: Localized = Localized::fixed("from the pool", "lấy từ tên khung quy trình (pool)");
const LABEL: Localized = Localized::fixed("read from the label", "đọc từ nhãn");
const NOTE: Localized = Localized::fixed("read from a note", "đọc từ ghi chú");
const TIMER: Localized = Localized::fixed("from a timer", "lấy từ bộ hẹn giờ");
const RESOURCE: Localized = Localized::fixed("from the resource", "lấy từ nguồn lực được giao");
const DOCUMENTATION: Localized = Localized::fixed("from the documentation", "lấy từ phần mô tả");

/// What stands at each place that a value may come from.
#[derive(Debug, Default)]
pub(super) struct Origins(HashMap<Span, Localized>);

impl Origins {
    /// Collect them. O(elements).
    pub(super) fn new(definitions: &Definitions) -> Self {
        let mut this = Self::default();
        for collaboration in &definitions.collaborations {
            for pool in &collaboration.participants {
                this.name(&pool.base, &POOL);
            }
            this.notes(&collaboration.artifacts);
        }
        for process in &definitions.processes {
            this.properties(&process.base);
            this.resources(&process.resources);
            let documentation = process.base.documentation.first();
            this.0
                .extend(documentation.map(|text| (text.span, DOCUMENTATION)));
        }
        for global in &definitions.globals {
            if &*global.base.element == "resource" {
                this.name(&global.base, &RESOURCE);
            }
        }
        for scope in &definitions.scopes {
            for lane in &scope.lanes {
                this.name(&lane.base, &LANE);
            }
            this.notes(&scope.artifacts);
            for node in &scope.nodes {
                this.name(&node.base, &LABEL);
                this.properties(&node.base);
                this.resources(&node.resources);
                for timer in node.events.iter().filter_map(|event| event.timer.as_ref()) {
                    let (Timer::Date(text) | Timer::Duration(text) | Timer::Cycle(text)) = timer;
                    this.0.insert(text.span, TIMER);
                }
            }
        }
        this
    }

    /// Where the value at a place was taken from; none where the diagram states it outright.
    pub(super) fn of(&self, span: Span) -> Option<&Localized> {
        self.0.get(&span)
    }

    fn name(&mut self, base: &Base, origin: &Localized) {
        self.0
            .extend(base.name.as_ref().map(|name| (name.span, origin.clone())));
    }

    fn notes(&mut self, artifacts: &[Artifact]) {
        for artifact in artifacts {
            if let Artifact::Annotation {
                text: Some(text), ..
            } = artifact
            {
                self.0.insert(text.span, NOTE);
            }
        }
    }

    fn resources(&mut self, resources: &[Resource]) {
        for resource in resources {
            self.name(&resource.base, &RESOURCE);
            let expression = resource.expression.iter();
            self.0.extend(expression.map(|text| (text.span, RESOURCE)));
        }
    }

    fn properties(&mut self, base: &Base) {
        for extension in &base.extensions {
            let ours =
                extension.namespace == Namespace::Qmslint || extension.name.starts_with("qmslint:");
            if !ours {
                self.0
                    .insert(extension.value.span, from_property(&extension.name));
            }
        }
    }
}
