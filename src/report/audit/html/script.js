"use strict";
(function () {
  var form = document.getElementById("filter");
  if (!form) { return; }
  var all = Array.prototype.slice.call(document.querySelectorAll("article.f"));
  var groups = Array.prototype.slice.call(document.querySelectorAll("section.grp"));
  var keys = ["g", "c", "u", "p", "r"];
  var field = function (id) { return document.getElementById(id); };
  // Composed and decomposed letters, upper and lower case are the same when searching.
  var plain = function (text) { return text.normalize("NFC").toLowerCase().replace(/\s+/g, " ").trim(); };
  var texts = null;
  var text = function (index) {
    if (!texts) { texts = all.map(function (one) { return plain(one.textContent); }); }
    return texts[index];
  };
  var shows = function (one, index, words) {
    var fits = keys.every(function (key) {
      var wanted = field(key).value;
      var own = key === "p" ? one.parentNode.dataset.p : one.dataset[key];
      return wanted === "" || own === wanted;
    });
    if (!fits) { return false; }
    return words === "" || text(index).indexOf(words) !== -1;
  };
  var apply = function () {
    var words = plain(field("q").value);
    var count = 0;
    all.forEach(function (one, index) {
      var shown = shows(one, index, words);
      one.hidden = !shown;
      if (shown) { count += 1; }
    });
    groups.forEach(function (group) { group.hidden = group.querySelector("article:not([hidden])") === null; });
    field("shown").textContent = count + " " + form.dataset.of + " " + all.length + " " + form.dataset.shown;
  };
  // The filter stands in the address, so that it can be sent to somebody.
  var remember = function () {
    var parts = ["q"].concat(keys).filter(function (key) { return field(key).value !== ""; });
    var query = parts.map(function (key) { return key + "=" + encodeURIComponent(field(key).value); });
    history.replaceState(null, "", query.length === 0 ? "#register" : "#?" + query.join(";"));
  };
  var recall = function () {
    var hash = location.hash;
    if (hash.indexOf("#?") === 0) {
      hash.slice(2).split(";").forEach(function (part) {
        var at = part.indexOf("=");
        var key = part.slice(0, at);
        if (key === "q" || keys.indexOf(key) !== -1) {
          try { field(key).value = decodeURIComponent(part.slice(at + 1)); } catch (error) { field(key).value = ""; }
        }
      });
      apply();
      return;
    }
    // A link to a finding that the filter hides shows it.
    var target = hash === "" ? null : document.getElementById(decodeURIComponent(hash.slice(1)));
    if (target) {
      var article = target.closest("article.f");
      if (article) {
        if (article.hidden) { form.reset(); apply(); }
        article.scrollIntoView();
      }
    }
  };
  form.hidden = false;
  form.addEventListener("input", function () { apply(); remember(); });
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  form.addEventListener("reset", function () { setTimeout(function () { apply(); remember(); }, 0); });
  window.addEventListener("hashchange", recall);
  // A waiver for waivers.toml; its reason, owner and last day are for a person to fill in.
  var quoted = function (text) {
    return "\"" + text.replace(/["\\]/g, "\\$&") + "\"";
  };
  var waiver = function (one) {
    var code = one.querySelector("dl code").textContent;
    var lines = [
      "[[waiver]]",
      "rule = " + quoted(one.querySelector(".rid").textContent),
      "file = " + quoted(code.replace(/:[0-9]+:[0-9]+$/, "")),
      "element = " + quoted(one.querySelector("samp").textContent)
    ];
    if (one.dataset.case) { lines.push("case = " + quoted(one.dataset.case)); }
    return lines.concat(["reason = \"\"", "owner = \"\"", "until = "]).join("\n") + "\n";
  };
  var copy = function (event) {
    var button = event.currentTarget;
    var one = button.closest("article.f");
    var shown = one.querySelector("pre");
    if (!shown) {
      shown = document.createElement("pre");
      shown.tabIndex = 0;
      shown.textContent = waiver(one);
      one.appendChild(shown);
    }
    var done = function () { button.textContent = form.dataset.copied; };
    var select = function () { getSelection().selectAllChildren(shown); };
    if (navigator.clipboard) { navigator.clipboard.writeText(shown.textContent).then(done, select); } else { select(); }
  };
  all.forEach(function (one) {
    var button = document.createElement("button");
    button.type = "button";
    button.textContent = form.dataset.copy;
    button.addEventListener("click", copy);
    one.appendChild(button);
  });
  apply();
  recall();
}());
