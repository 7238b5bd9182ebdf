use super::engine::{Engine, ScannerPrefixes, Sink, Stop};
use super::naming::{expanded_name, shown, symbol_name};
use super::recent::Key;
use super::report::{ErrorKind, Name};
use crate::datatype::{IdentityKind, SimpleType, Value};
use crate::instance::{Attribute, Scanner};
use crate::names::Symbol;
use crate::schema::tables::{AttributeDeclaration, Complex, Element, ProcessContents, TypeId, ValueConstraint};

impl<'t, S: Sink> Engine<'t, '_, S> {
    /// The attributes of the element just started, against those of its type.
    pub(super) fn attributes(&mut self, complex: &'t Complex) -> Result<(), Stop> {
        let tables = self.tables;
        let allowed = &complex.attributes;
        let mut required = 0;
        for index in 0..self.scanner.attributes().len() {
            let attribute = self.scanner.attributes()[index];
            if self.is_xsi(&attribute) {
                continue;
            }
            let used = allowed.uses.iter().find(|used| used.name == attribute.symbol());
            if let Some(used) = used {
                required += usize::from(used.is_required);
                let key = if used.is_context_free && !self.keeps_values {
                    let bytes = self.scanner.plain_bytes(&attribute);
                    bytes.and_then(|bytes| Key::new(&*used.declaration.type_, bytes))
                } else {
                    None
                };
                if !key.is_some_and(|key| self.recent.contains(key))
                    && self.attribute_value(&attribute, &used.declaration)?
                    && let Some(key) = key
                {
                    self.recent.insert(key);
                }
                continue;
            }
            let offset = self.scanner.offset();
            match &allowed.wildcard {
                Some(wildcard) if wildcard.namespaces.allows(attribute.namespace()) => {
                    match (wildcard.process, tables.global_attributes.get(&attribute.symbol())) {
                        (ProcessContents::Skip, _) | (ProcessContents::Lax, None) => {}
                        (_, Some(declaration)) => {
                            self.attribute_value(&attribute, declaration)?;
                        }
                        (ProcessContents::Strict, None) => {
                            self.error(offset, |scanner| ErrorKind::UndeclaredAttribute {
                                found: attribute_name(scanner, &attribute),
                            })?;
                        }
                    }
                }
                _ => {
                    let expected = allowed.uses.iter().map(|used| symbol_name(tables, used.name)).collect();
                    self.error(offset, |scanner| ErrorKind::UnexpectedAttribute {
                        found: attribute_name(scanner, &attribute),
                        expected,
                    })?;
                }
            }
        }
        if required < allowed.required || allowed.implies_references || (self.keeps_values && !allowed.uses.is_empty())
        {
            self.absent_attributes(complex)?;
        }
        Ok(())
    }

    /// Attributes of the type that the element does not have: required ones are missed, others have their default.
    #[cold]
    fn absent_attributes(&mut self, complex: &'t Complex) -> Result<(), Stop> {
        for used in &complex.attributes.uses {
            if self.scanner.attributes().iter().any(|attribute| attribute.symbol() == used.name) {
                continue;
            }
            if used.is_required {
                let (offset, name) = (self.scanner.offset(), symbol_name(self.tables, used.name));
                self.error(offset, |_| ErrorKind::MissingAttribute { name })?;
            } else if let Some(ValueConstraint { value: Some(value), .. }) = &used.declaration.constraint {
                let (namespace, text) = (self.tables.names.namespace_of(used.name), &used.declaration.constraint);
                self.attribute_values.push((used.name, namespace, Some(value.clone())));
                if let Some(constraint) = text {
                    self.identifiers(&used.declaration.type_, &constraint.text, self.scanner.offset())?;
                }
            }
        }
        Ok(())
    }

    /// Only `xsi:` attributes may stand on an element of simple type.
    pub(super) fn no_attributes(&mut self) -> Result<(), Stop> {
        for index in 0..self.scanner.attributes().len() {
            let attribute = self.scanner.attributes()[index];
            if !self.is_xsi(&attribute) {
                let offset = self.scanner.offset();
                self.error(offset, |scanner| ErrorKind::UnexpectedAttribute {
                    found: attribute_name(scanner, &attribute),
                    expected: Vec::new(),
                })?;
            }
        }
        Ok(())
    }

    /// Whether it is one of those that any element may carry; a key that takes all attributes takes it too.
    fn is_xsi(&mut self, attribute: &Attribute) -> bool {
        let name = attribute.symbol();
        let xsi = &self.tables.xsi;
        let is_xsi = attribute.namespace() == self.xsi
            && [xsi.type_, xsi.nil, xsi.schema_location, xsi.no_namespace_schema_location].contains(&name);
        if is_xsi && self.keeps_values {
            let value = self.scanner.value(attribute, &mut self.scratch).to_owned();
            self.attribute_values.push((name, attribute.namespace(), Some(Value::Text(value.into()))));
        }
        is_xsi
    }

    /// Checks the value of an attribute: whether it is valid.
    fn attribute_value(&mut self, attribute: &Attribute, declaration: &'t AttributeDeclaration) -> Result<bool, Stop> {
        let type_ = &*declaration.type_;
        let mut scratch = std::mem::take(&mut self.scratch);
        let prefixes = ScannerPrefixes(&self.scanner);
        let value = self.scanner.value(attribute, &mut scratch);
        let mut refused = None;
        match type_.check(value, &prefixes) {
            Err(error) => {
                if self.keeps_values {
                    self.attribute_values.push((attribute.symbol(), attribute.namespace(), None));
                }
                let value = shown(value);
                refused = Some(ErrorKind::InvalidValue {
                    attribute: Some(attribute_name(&self.scanner, attribute)),
                    value,
                    error,
                });
            }
            Ok(()) => {
                if let Some(constraint) = &declaration.constraint
                    && constraint.is_fixed
                    && !is_fixed_value(constraint, type_, value, &prefixes)
                {
                    refused = Some(ErrorKind::NotTheFixedValue {
                        attribute: Some(attribute_name(&self.scanner, attribute)),
                        value: shown(value),
                        fixed: constraint.text.to_string(),
                    });
                }
                if self.keeps_values
                    && let Ok(value) = type_.value(value, &prefixes)
                {
                    self.attribute_values.push((attribute.symbol(), attribute.namespace(), Some(value.into_owned())));
                }
            }
        }
        let offset = self.scanner.offset();
        let is_valid = refused.is_none();
        let done = match refused {
            Some(kind) => self.error(offset, |_| kind),
            None if type_.has_identities() => self.identifiers(type_, value, offset),
            None => Ok(()),
        };
        self.scratch = scratch;
        done.map(|()| is_valid)
    }

    /// Keeps the identifiers in a valid value, and the references to identifiers.
    pub(super) fn identifiers(&mut self, type_: &SimpleType, value: &str, offset: usize) -> Result<(), Stop> {
        let mut twice = Vec::new();
        let mut has_references = false;
        let ids = &mut self.ids;
        type_.identities(value, &ScannerPrefixes(&self.scanner), &mut |kind, identifier| match kind {
            IdentityKind::Id if !ids.declare(identifier) => twice.push(identifier.to_owned()),
            IdentityKind::Id => {}
            IdentityKind::IdRef => {
                ids.refer(identifier, offset);
                has_references = true;
            }
        });
        if has_references {
            self.remember_place(offset);
        }
        for value in twice {
            self.error(offset, |_| ErrorKind::DuplicateId { value })?;
        }
        Ok(())
    }

    /// The type that `xsi:type` names, when the element has one that may stand there.
    pub(super) fn named_type(&mut self, element: Option<&Element>) -> Result<Option<TypeId>, Stop> {
        let Some(text) = self.xsi_value(self.tables.xsi.type_) else { return Ok(None) };
        let tables = self.tables;
        let declared = element.map_or(TypeId::ANY, |element| element.type_);
        let offset = self.scanner.offset();
        let name = text.trim_matches([' ', '\t', '\n', '\r']);
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        let namespace = match self.scanner.resolve_prefix(prefix) {
            Some(uri) => Some(tables.names.namespace(uri)),
            None => prefix.is_empty().then_some(crate::names::NamespaceId::NONE),
        };
        let named = namespace
            .map(|namespace| tables.names.symbol(namespace, local))
            .and_then(|symbol| Some((symbol, *tables.global_types.get(&symbol)?)));
        let Some((symbol, id)) = named else {
            self.error(offset, |_| ErrorKind::UnknownType { value: shown(name) })?;
            return Ok(None);
        };
        let block = element.map(|element| element.block).unwrap_or_default().with(tables.type_(declared).block);
        if !tables.derives(id, declared, block) {
            let name = symbol_name(tables, symbol);
            self.error(offset, |_| ErrorKind::TypeNotDerived { name })?;
            return Ok(None);
        }
        Ok(Some(id))
    }

    /// Whether the element says that it is nil, and may be.
    pub(super) fn is_nil(&mut self, element: Option<&Element>) -> Result<bool, Stop> {
        let Some(text) = self.xsi_value(self.tables.xsi.nil) else { return Ok(false) };
        let offset = self.scanner.offset();
        let boolean = SimpleType::builtin("boolean");
        if let Some(Err(error)) = boolean.map(|boolean| boolean.check(&text, &ScannerPrefixes(&self.scanner))) {
            self.error(offset, |_| ErrorKind::InvalidValue {
                attribute: Some(Name { namespace: crate::schema::XSI.to_owned(), local: "nil".to_owned() }),
                value: shown(&text),
                error,
            })?;
            return Ok(false);
        }
        let is_nil = matches!(text.trim_matches([' ', '\t', '\n', '\r']), "true" | "1");
        let Some(element) = element else { return Ok(is_nil) };
        if !element.nillable {
            self.error(offset, |_| ErrorKind::NotNillable)?;
            return Ok(is_nil);
        }
        if is_nil && let Some(ValueConstraint { is_fixed: true, text: fixed, .. }) = &element.constraint {
            let fixed = fixed.to_string();
            self.error(offset, |_| ErrorKind::NotTheFixedValue { attribute: None, value: String::new(), fixed })?;
        }
        Ok(is_nil)
    }

    fn xsi_value(&self, name: Symbol) -> Option<String> {
        let attribute = self.scanner.attributes().iter().find(|attribute| attribute.symbol() == name)?;
        let mut scratch = String::new();
        Some(self.scanner.value(attribute, &mut scratch).to_owned())
    }
}

/// Whether a valid value is the fixed one.
pub(super) fn is_fixed_value(
    constraint: &ValueConstraint,
    type_: &SimpleType,
    given: &str,
    prefixes: &ScannerPrefixes<'_, '_>,
) -> bool {
    if *given == *constraint.text {
        return true;
    }
    match &constraint.value {
        Some(fixed) => type_.value(given, prefixes).is_ok_and(|value| value == *fixed),
        None => false,
    }
}

fn attribute_name(scanner: &Scanner<'_>, attribute: &Attribute) -> Name {
    expanded_name(scanner, attribute.raw_name(), true)
}
