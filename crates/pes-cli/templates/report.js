"use strict";
// Titres, findings and notices of the report. All that comes from a flow is laid out as text, never as HTML.
(() => {
  const lang = document.documentElement.lang;
  const t = (fr, en) => (lang === "fr" ? fr : en);
  const byId = (id) => document.getElementById(id);
  const NBSP = "\u00a0";

  // --- Words ---

  /** Characters that are obeyed rather than shown: controls, line breaks, changes of direction. */
  const clean = (text) => String(text ?? "").replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, "·");

  const grouped = (digits) => digits.replace(/\B(?=(\d{3})+$)/g, NBSP);
  const count = (number) => grouped(String(number));

  /** Cents as an amount in euros: digits are moved, nothing is divided. */
  function euros(cents) {
    const digits = String(cents).replace("-", "").padStart(3, "0");
    const sign = String(cents).startsWith("-") ? "-" : "";
    return `${sign}${grouped(digits.slice(0, -2))},${digits.slice(-2)}${NBSP}€`;
  }

  /** An amount of a notice: cents, or the text that did not read as an amount. */
  const money = (amount) => (amount === null || amount === undefined ? "" : typeof amount === "number" ? euros(amount) : `« ${clean(amount)} »`);
  const negative = (amount) => (typeof amount === "number" ? euros(-amount) : money(amount));

  /** What somebody typed, in cents: `1 234,5` is 123450; nothing when it is no amount. */
  function cents(typed) {
    const match = /^(-?)(\d+)(?:[.,](\d{0,2}))?$/.exec(typed.replace(/[\s\u00a0\u202f€]/g, ""));
    return match ? Number(`${match[1]}${match[2]}${(match[3] ?? "").padEnd(2, "0")}`) : null;
  }

  const plain = (text) => clean(text).normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  function day(text) {
    const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text ?? "");
    return match && lang === "fr" ? `${match[3]}/${match[2]}/${match[1]}` : clean(text);
  }

  const joined = (words, separator) => words.filter(Boolean).join(separator);

  // --- Elements ---

  /** An element with attributes and children; a child that is a string is text. */
  function el(name, attributes, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes ?? {})) {
      if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
      else if (value === true) element.setAttribute(key, "");
      else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, value);
    }
    for (const child of children.flat(3)) {
      if (child === null || child === undefined || child === false || child === "") continue;
      element.append(child instanceof Node ? child : clean(child));
    }
    return element;
  }

  // --- Data ---

  const RULES = new Map([...document.querySelectorAll("#rules li")].map((item) => [item.dataset.id, { title: item.textContent, helios: item.dataset.helios }]));
  const STATES = [t("sans constat", "no finding"), t("avertissement", "warning"), t("bloqué avec son bordereau", "blocked with its bordereau"), t("avis refusé", "notice refused"), t("en faute", "at fault")];
  const STATE_CLASSES = ["ok", "warn", "drag", "bad", "bad"];
  const SEVERITIES = [t("info", "info"), t("avertissement", "warning"), t("erreur", "error")];
  const SEVERITY_CLASSES = ["info", "warn", "bad"];
  const ASAP = { oui: t("oui", "yes"), commun: t("commun", "shared"), absent: t("absent", "none"), illisible: t("illisible", "unreadable") };

  async function unpack(script) {
    const bytes = Uint8Array.from(atob(script.textContent), (character) => character.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return JSON.parse(await new Response(stream).text());
  }

  /** The notice of a row, its pack opened once. */
  const packs = new Map();
  async function sheet(file, notice) {
    const number = Math.floor(notice / file.pack);
    const key = `${file.number}/${number}`;
    if (!packs.has(key)) {
      packs.set(key, unpack(document.querySelector(`script[data-file="${file.number}"][data-pack="${number}"]`)));
    }
    return (await packs.get(key))[notice % file.pack];
  }

  // --- Tables: filtered, sorted, a page at a time ---

  const PAGE = 50;

  /**
   * Makes a section's table work. A column is { title, cell(row), key(row), numeric }; `keeps(form)` gives the test that
   * rows must pass; `sum(rows)` ends the line that counts them.
   */
  function explorer(section, columns, rows, keeps, sum) {
    const form = section.querySelector("form");
    const body = section.querySelector("tbody");
    const pager = section.querySelector(".pager");
    let kept = rows;
    let page = 0;
    let sorted = { column: -1, ascending: true };

    const heads = columns.map((column, index) =>
      el("th", { scope: "col", class: column.numeric ? "num" : null, "aria-sort": "none" },
        el("button", { type: "button", class: "sort", onclick: () => sortBy(index) }, column.title)));
    section.querySelector("thead").append(el("tr", null, heads));

    function filter() {
      kept = rows.filter(keeps(form.elements));
      if (sorted.column >= 0) order();
      page = 0;
      section.querySelector(".count").textContent =
        `${count(kept.length)} ${t("sur", "of")} ${count(rows.length)}${sum ? sum(kept) : ""}`;
      show();
    }

    function sortBy(index) {
      sorted = { column: index, ascending: sorted.column === index ? !sorted.ascending : true };
      heads.forEach((head, other) => head.setAttribute("aria-sort", other !== index ? "none" : sorted.ascending ? "ascending" : "descending"));
      kept = [...kept];
      order();
      page = 0;
      show();
    }

    function order() {
      const { key } = columns[sorted.column];
      const sign = sorted.ascending ? 1 : -1;
      const keyed = kept.map((row) => [key(row), row]);
      keyed.sort(([a], [b]) => sign * (a < b ? -1 : a > b ? 1 : 0));
      kept = keyed.map(([, row]) => row);
    }

    function show() {
      const pages = Math.max(1, Math.ceil(kept.length / PAGE));
      body.replaceChildren(...kept.slice(page * PAGE, (page + 1) * PAGE).map((row) =>
        el("tr", null, columns.map((column, index) =>
          el(index === 0 ? "th" : "td", { class: column.numeric ? "num" : null, scope: index === 0 ? "row" : null }, column.cell(row))))));
      const turn = (to, label) => el("button", { type: "button", disabled: to < 0 || to >= pages || to === page, onclick: () => { page = to; show(); } }, label);
      pager.replaceChildren(...(pages === 1 ? [] : [
        turn(0, t("Première", "First")), turn(page - 1, t("Précédente", "Previous")),
        el("span", null, `${t("page", "page")} ${count(page + 1)} ${t("sur", "of")} ${count(pages)}`),
        turn(page + 1, t("Suivante", "Next")), turn(pages - 1, t("Dernière", "Last")),
      ]));
    }

    let waiting = 0;
    form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(filter, 150); });
    form.addEventListener("reset", () => setTimeout(filter));
    form.addEventListener("submit", (event) => event.preventDefault());
    section.hidden = false;
    filter();
    return { form, filter };
  }

  /** Fills a choice; one that offers nothing to choose from goes away. */
  function choices(select, options) {
    for (const [value, label] of options) select.append(el("option", { value }, label));
    if (options.length < 2) select.closest("label").hidden = true;
  }

  const tag = (kind, text) => el("span", { class: `tag ${kind}` }, text);
  const rulesOf = (row, file) => [...new Set(row.w.map((index) => file.findings[index].rule))];

  function titres(files) {
    const rows = files.flatMap((file) => file.titres);
    const bordereau = (row) => (row.b === null ? undefined : row.file.bordereaux[row.b]);
    const number = (text) => text.padStart(20, "0");
    const columns = [
      { title: "Titre", key: (row) => number(row.n), cell: (row) => el("button", { type: "button", class: "link open", onclick: () => open(row) }, row.n || t("voir", "see")) },
      { title: "Bordereau", key: (row) => number(bordereau(row)?.numero ?? "") + number(row.n), cell: (row) => bordereau(row)?.numero },
      { title: t("Débiteur", "Debtor"), key: (row) => plain(row.d), cell: (row) => row.d },
      { title: t("Objet", "Object"), key: (row) => plain(row.o), cell: (row) => row.o },
      { title: t("Circuit", "Route"), key: (row) => row.r, cell: (row) => row.file.routes[row.r] },
      { title: "HT", numeric: true, key: (row) => row.ht, cell: (row) => euros(row.ht) },
      { title: "TVA", numeric: true, key: (row) => row.tva, cell: (row) => (row.tva === 0 ? "" : euros(row.tva)) },
      { title: "TTC", numeric: true, key: (row) => row.ttc, cell: (row) => euros(row.ttc) },
      { title: "ASAP", key: (row) => row.a, cell: (row) => ASAP[row.a] },
      { title: t("État", "State"), key: (row) => -row.s, cell: (row) => [tag(STATE_CLASSES[row.s], STATES[row.s]), " ", rulesOf(row, row.file).map((rule) => el("span", { class: "code", title: RULES.get(rule)?.title }, `${rule} `))] },
    ];
    const keeps = (form) => {
      const words = plain(form.text.value).split(" ").filter(Boolean);
      const [rule, state, route, file] = [form.rule.value, form.state.value, form.route.value, form.file.value];
      const [min, max] = [cents(form.min.value), cents(form.max.value)];
      for (const [input, value] of [[form.min, min], [form.max, max]]) {
        input.setAttribute("aria-invalid", String(input.value.trim() !== "" && value === null));
      }
      return (row) =>
        words.every((word) => row.key.includes(word)) &&
        (!rule || row.w.some((index) => row.file.findings[index].rule === rule) || (bordereau(row)?.findings ?? []).some((index) => row.file.findings[index].rule === rule)) &&
        (!state || (state === "held" ? row.s >= 2 : row.s === Number(state))) &&
        (!route || row.file.routes[row.r] === route) &&
        (!file || row.file.number === Number(file)) &&
        (min === null || row.ttc >= min) && (max === null || row.ttc <= max);
    };
    const sum = (kept) => `, ${euros(kept.reduce((total, row) => total + BigInt(row.ttc), 0n))}`;
    for (const row of rows) row.key = plain([row.n, row.d, row.o, row.f].join(" "));

    const section = byId("titres");
    const form = section.querySelector("form").elements;
    const states = [...new Set(rows.map((row) => row.s))].sort().reverse().map((state) => [state, STATES[state]]);
    if (rows.some((row) => row.s >= 2)) states.unshift(["held", t("tout ce qui est bloqué ou refusé", "all that is blocked or refused")]);
    choices(form.state, states);
    choices(form.route, [...new Set(files.flatMap((file) => file.routes))].map((route) => [route, route]));
    choices(form.rule, ruleChoices());
    choices(form.file, files.map((file) => [file.number, file.name]));
    explorer(section, columns, rows, keeps, sum);
  }

  const ruleChoices = () => [...RULES].map(([id, rule]) => [id, `${id} – ${rule.title}`]);

  function findings(files) {
    const rows = files.flatMap((file) => file.findings);
    const titre = (row) => (row.titre === undefined ? undefined : row.file.titres[row.titre]);
    const about = (row) => titre(row)?.n ?? (row.titres > 1 ? `${count(row.titres)} titres` : "");
    const columns = [
      { title: t("Règle", "Rule"), key: (row) => row.rule, cell: (row) => el("span", { class: "code", title: RULES.get(row.rule)?.title }, row.rule) },
      { title: t("Gravité", "Severity"), key: (row) => -row.severity, cell: (row) => tag(SEVERITY_CLASSES[row.severity], SEVERITIES[row.severity]) },
      { title: t("Message et remède", "Message and cure"), key: (row) => row.message, cell: (row) => [row.message, row.help && el("span", { class: "help" }, ` → ${row.help}`)] },
      { title: "Titre", key: (row) => (titre(row)?.n ?? "").padStart(20, "0"), cell: (row) => (titre(row) ? el("button", { type: "button", class: "link open", onclick: () => open(titre(row)) }, titre(row).n || t("voir", "see")) : about(row)) },
      { title: t("Débiteur", "Debtor"), key: (row) => plain(titre(row)?.d), cell: (row) => titre(row)?.d },
      { title: "Hélios", key: (row) => RULES.get(row.rule)?.helios ?? "", cell: (row) => RULES.get(row.rule)?.helios },
      { title: t("Place", "Place"), key: (row) => `${row.document}`.padStart(9, "0") + `${row.line}`.padStart(9, "0"), cell: (row) => el("span", { class: "meta" }, row.file.documents[row.document], row.line > 0 && `, ${t("ligne", "line")} ${row.line}`, row.path && [el("br"), row.path]) },
    ];
    const keeps = (form) => {
      const words = plain(form.text.value).split(" ").filter(Boolean);
      const [rule, severity, file] = [form.rule.value, form.state.value, form.file.value];
      return (row) =>
        words.every((word) => row.key.includes(word)) &&
        (!rule || row.rule === rule) && (!severity || row.severity === Number(severity)) && (!file || row.file.number === Number(file));
    };
    for (const row of rows) row.key = plain([row.rule, row.message, row.file.documents[row.document], titre(row)?.n, titre(row)?.d].join(" "));
    const section = byId("findings");
    const form = section.querySelector("form").elements;
    choices(form.state, [2, 1, 0].filter((severity) => rows.some((row) => row.severity === severity)).map((severity) => [severity, SEVERITIES[severity]]));
    choices(form.rule, ruleChoices());
    choices(form.file, files.map((file) => [file.number, file.name]));
    const table = explorer(section, columns, rows, keeps);
    for (const button of document.querySelectorAll("button[data-rule]")) {
      button.addEventListener("click", () => {
        table.form.reset();
        form.rule.value = button.dataset.rule;
        setTimeout(() => { table.filter(); section.scrollIntoView(); form.rule.focus({ preventScroll: true }); });
      });
    }
  }

  // --- A titre and its notice ---

  const dialog = byId("sheet");

  async function open(row) {
    const { file } = row;
    const bordereau = row.b === null ? undefined : file.bordereaux[row.b];
    const own = row.w.map((index) => file.findings[index]);
    const notice = row.i === null ? null : file.notices[row.i];
    const onNotice = notice ? own.filter((finding) => finding.document === notice.document && finding.path) : [];
    const others = [...own.filter((finding) => !onNotice.includes(finding)), ...(bordereau?.findings ?? []).map((index) => file.findings[index])];
    const title = joined([row.n && `Titre ${row.n}`, bordereau && `bordereau ${bordereau.numero} (${bordereau.exercice})`, row.d], ", ");
    const body = row.i === null
      ? el("p", { class: "note" }, row.a === "illisible" ? t("L’ASAP de ce titre ne peut pas être lu.", "The ASAP of this titre cannot be read.") : t("Ce titre n’a pas d’ASAP dans le flux.", "This titre has no ASAP in the flow."))
      : marked(noticeSheet(await sheet(file, row.i)), onNotice, notice.facture);
    dialog.replaceChildren(el("div", null,
      el("div", { class: "sheet-head" }, el("h2", { id: "sheet-title" }, title),
        el("p", { class: "screen" }, el("button", { type: "button", onclick: () => window.print() }, t("Imprimer", "Print")), " ", el("button", { type: "button", autofocus: true, onclick: () => dialog.close() }, t("Fermer", "Close")))),
      el("p", null, tag(STATE_CLASSES[row.s], STATES[row.s]), ` ${euros(row.ttc)} · ${file.routes[row.r]}`),
      others.length > 0 && el("section", { "aria-labelledby": "sheet-flow" }, el("h3", { id: "sheet-flow" }, t("Constats sur le titre, dans le flux", "Findings about the titre, in the flow")), el("ol", { class: "faults" }, others.map((finding) => el("li", null, fault(finding))))),
      body));
    dialog.showModal();
    dialog.scrollTop = 0;
  }

  const fault = (finding) => [tag(SEVERITY_CLASSES[finding.severity], finding.rule), ` ${finding.message}`, finding.help && el("span", { class: "help" }, ` → ${clean(finding.help)}`)];

  /** Puts each finding's number on the part of the notice that its path leads to. */
  function marked(notice, findings, facture) {
    const zones = [...notice.querySelectorAll("[data-zone]")];
    const items = findings.map((finding, index) => {
      const path = finding.path.replace(/^.*\/PES_Facture\/?/, "").replace(`FactureIndiv[${facture}]`, "").replace(/^\//, "");
      const within = (zone) => path === zone || path.startsWith(`${zone}/`) || path.startsWith(`${zone}[`);
      const places = zones.filter((zone) => zone.dataset.zone.split(" ").some(within));
      const length = (zone) => Math.max(...zone.dataset.zone.split(" ").filter(within).map((part) => part.length));
      const zone = places.sort((a, b) => length(b) - length(a))[0] ?? notice;
      const id = `fault-${index + 1}`;
      zone.classList.add("marked", SEVERITY_CLASSES[finding.severity]);
      zone.setAttribute("aria-describedby", joined([zone.getAttribute("aria-describedby"), id], " "));
      (zone.querySelector("caption, td, th") ?? zone).prepend(el("a", { class: `mark ${SEVERITY_CLASSES[finding.severity]}`, href: `#${id}`, "aria-label": `${t("constat", "finding")} ${index + 1}`, onclick: (event) => { event.preventDefault(); byId(id).focus(); } }, String(index + 1)));
      return el("li", { id, tabindex: "-1" }, fault(finding));
    });
    return [
      items.length > 0 && el("section", { "aria-labelledby": "sheet-faults" }, el("h3", { id: "sheet-faults" }, t("Constats sur l’avis, marqués dessus", "Findings about the notice, marked on it")), el("ol", { class: "faults numbered" }, items)),
      notice,
    ];
  }

  const lines = (...texts) => texts.flat().filter(Boolean).map((text) => el("span", { class: "line" }, text));
  const who = (party) => joined([party.civilite, party.nom, party.complement, party.prenom], " ");
  const address = (party) => lines(who(party), party.adresse);

  function office(title, zone, office, extra) {
    if (!office) return null;
    return el("section", { class: "box", "data-zone": zone },
      el("h4", null, title),
      el("p", null, address(office), lines(office.siret && `SIRET ${office.siret}`, office.telephone && `${t("Tél.", "Tel.")} ${office.telephone}`, office.horaires, office.courriel, office.iban && `IBAN ${office.iban}`, office.bic && `BIC ${office.bic}`, extra)));
  }

  function period(line) {
    const [from, to] = [day(line.date_debut), day(line.date_fin)];
    return from || to ? `${from} – ${to}` : day(line.date);
  }

  function computation(line) {
    if (line.remise_centimes !== null) return `${t("remise", "discount")} ${negative(line.remise_centimes)}`;
    if (line.base_centimes !== null) return `base ${money(line.base_centimes)}`;
    const decimal = (text) => (lang === "fr" ? (text ?? "").replace(".", ",") : text);
    return joined([joined([decimal(line.quantite), line.unite], " "), joined([decimal(line.quantite2), line.unite2], " "), money(line.prix_unitaire_centimes)], " × ");
  }

  function billed(facture) {
    const heads = [t("Objet", "Object"), t("Date", "Date"), t("Calcul", "Computation"), "HT", "TVA", "TTC"];
    return el("table", { class: "billed" },
      el("caption", null, t("Détail de la somme à payer", "Detail of the sum to pay")),
      el("thead", null, el("tr", null, heads.map((head, index) => el("th", { scope: "col", class: index > 1 ? "num" : null }, head)))),
      el("tbody", null, facture.lignes.map((line) => {
        const signed = line.remise_centimes !== null ? negative : money;
        const cells = [line.libelle, period(line), computation(line), signed(line.ht_centimes), signed(line.tva_centimes), signed(line.ttc_centimes)];
        return el("tr", { "data-zone": `LigneFacture[${line.position}]` }, cells.map((cell, index) => el("td", { class: index > 1 ? "num" : null }, cell)));
      })));
  }

  function stay(patient) {
    const rows = [["Patient", joined([patient.nom, patient.prenom], " ")], [t("Établissement", "Hospital"), patient.etablissement], [t("Prestation", "Service"), patient.libelle], [t("Période", "Period"), period(patient)], [t("Assurance maladie", "Health insurance"), money(patient.assurance_maladie_centimes)], [t("Complémentaire", "Complementary"), money(patient.complementaire_centimes)], [t("Reste dû", "Left to pay"), money(patient.restant_du_centimes)], [t("Avance", "Paid in advance"), money(patient.avance_centimes)], [t("Reste après avance", "Left after the advance"), money(patient.restant_apres_avance_centimes)], [t("Commentaire", "Comment"), patient.commentaire]];
    return el("dl", { class: "facts", "data-zone": "DossierPatient LigneFacturePatient" }, rows.filter(([, value]) => value).map(([label, value]) => el("div", null, el("dt", null, label), el("dd", null, value))));
  }

  /** The notice as its debtor reads it; `data-zone` says which elements of the document each part shows. */
  function noticeSheet({ type, nature, commentaire, contacts, facture }) {
    const { titre, role } = facture;
    const fact = (label, value, zone) => value && el("div", { "data-zone": zone }, el("dt", null, label), el("dd", null, value));
    const payfip = joined([contacts.payfip_adresse, contacts.payfip_code && `${t("identifiant structure", "structure identifier")} ${clean(contacts.payfip_code)}`], " – ");
    const parts = joined([facture.ht_centimes !== null && `HT ${money(facture.ht_centimes)}`, facture.tva_centimes !== null && `TVA ${money(facture.tva_centimes)}`], ", ");
    const recipient = facture.destinataire ?? facture.debiteur;
    return el("article", { class: "notice", lang: "fr", "aria-label": t("Avis des sommes à payer", "Notice of sums to pay") },
      el("div", { class: "notice-top" },
        office("Émetteur", "Emetteur", contacts.emetteur),
        el("section", { class: "box to", "data-zone": facture.destinataire ? "Destinataire" : "Debiteur" }, el("h4", null, "Destinataire"), el("p", null, recipient ? [address(recipient), lines(recipient.siret && `SIRET ${recipient.siret}`)] : "—"))),
      el("h3", { class: "notice-title", "data-zone": "TypeFact" }, "Avis des sommes à payer"),
      el("p", { class: "meta" }, joined([type, nature], " · ")),
      el("dl", { class: "facts small" },
        fact("Facture", facture.numero, "NumeroFacture"),
        fact("Date d’émission", day(facture.date), "DateEmission"),
        titre && fact("Titre", joined([clean(titre.numero), titre.bordereau && `bordereau ${clean(titre.bordereau)}`, titre.exercice && `exercice ${clean(titre.exercice)}`], ", "), "RefTitre"),
        role && fact("Rôle", joined([clean(role.role), role.article && `article ${clean(role.article)}`, role.exercice && `exercice ${clean(role.exercice)}`], ", "), "RefORMC"),
        facture.destinataire && facture.debiteur && fact("Débiteur", joined([who(facture.debiteur), ...facture.debiteur.adresse], ", "), "Debiteur"),
        fact("Objet (non imprimé)", facture.objet, "Objet")),
      facture.lignes.length > 0 && billed(facture),
      facture.patient && stay(facture.patient),
      el("p", { class: "to-pay", "data-zone": "TotalAPayer" }, el("span", null, "Somme à payer"), el("strong", null, money(facture.a_payer_centimes) || "—"), parts && el("span", { class: "meta" }, parts)),
      commentaire && el("p", null, commentaire),
      el("div", { class: "notice-top" },
        office("Où se renseigner, où payer", "Tiers", contacts.tresorerie),
        el("section", { class: "box", "data-zone": "ModeRecouvrement TalonOptique2Lignes Emetteur/InfoSuppl ModalitesReglement" }, el("h4", null, "Comment payer"),
          el("p", null, lines(payfip && `En ligne : ${clean(payfip)}`, facture.avec_tip === true && "Par le TIP SEPA joint", facture.avec_tip === false && "Par chèque, avec le talon de paiement", contacts.ref_bdf && `Référence ${clean(contacts.ref_bdf)}`, facture.reglement && `Prélèvement : ${clean(facture.reglement)}`)))),
      el("section", { "data-zone": "ModalitesContestation" }, el("h4", null, "Comment contester"), el("p", null, facture.contestation || "—")),
      (contacts.signataire || contacts.signataire_role) && el("p", { class: "signatory", "data-zone": "Emetteur/Signataire" }, lines(contacts.signataire, contacts.signataire_role)),
      (facture.talon.length > 0 || contacts.centre_encaissement) && el("footer", { class: "stub", "data-zone": "TalonOptique2Lignes" },
        contacts.centre_encaissement && el("p", null, address(contacts.centre_encaissement)), el("p", { class: "code" }, lines(facture.talon))));
  }

  // --- Start ---

  async function start() {
    if (typeof DecompressionStream === "undefined") {
      byId("too-old").hidden = false;
      return;
    }
    const scripts = [...document.querySelectorAll("script[data-file]:not([data-pack])")];
    const files = await Promise.all(scripts.map(unpack));
    files.forEach((file, number) => {
      file.number = number;
      for (const row of [...file.titres, ...file.findings]) row.file = file;
    });
    document.documentElement.classList.add("ready");
    titres(files);
    findings(files);
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    document.documentElement.dataset.state = "ready";
  }
  start();
})();
