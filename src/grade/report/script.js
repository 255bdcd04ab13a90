'use strict';
(() => {
  const table = document.getElementById('table');
  const tools = document.getElementById('tools');
  if (!table || !tools) return;
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const heads = [...table.tHead.rows[0].cells];
  const search = document.getElementById('search');
  const shown = document.getElementById('shown');
  const boxes = [...tools.querySelectorAll('[data-filter]')];
  tools.hidden = false;

  // Sorting: by a cell's data-v, else its text; equal ones stay in the order of names.
  const value = (row, at) => row.cells[at].dataset.v ?? row.cells[at].textContent.trim();
  const sort = (at, down) => {
    const figure = rows.every((row) => value(row, at) === '' || !Number.isNaN(Number(value(row, at))));
    const compare = (a, b) => {
      const [x, y] = [value(a, at), value(b, at)];
      const order = figure ? Number(x) - Number(y) : x.localeCompare(y);
      return (down ? -order : order) || a.dataset.at - b.dataset.at;
    };
    rows.sort(compare);
    body.append(...rows);
    heads.forEach((head, i) => head.setAttribute('aria-sort', i !== at ? 'none' : down ? 'descending' : 'ascending'));
  };
  heads.forEach((head, at) => {
    // No <button>: browsers leave those out of a heading that paper repeats.
    const button = document.createElement('span');
    button.tabIndex = 0;
    button.setAttribute('role', 'button');
    button.append(...head.childNodes);
    head.append(button);
    if (!head.hasAttribute('aria-sort')) head.setAttribute('aria-sort', 'none');
    const turn = () => sort(at, head.getAttribute('aria-sort') === 'ascending');
    button.addEventListener('click', turn);
    button.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      turn();
    });
  });

  // Filtering: every word of the search, and every box that is ticked.
  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      const fits = words.every((word) => text.includes(word))
        && boxes.every((box) => !box.checked || box.dataset.filter in row.dataset);
      row.hidden = !fits;
      if (fits) count += 1;
    }
    shown.textContent = count === rows.length ? '' : `${count} of ${rows.length} shown`;
  };
  tools.addEventListener('input', filter);
  tools.addEventListener('submit', (event) => event.preventDefault());

  // Keys: / searches, j and k step through the students as the table has them, Escape goes back.
  const current = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    return target ? target.closest('.student') : null;
  };
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.closest && event.target.closest('input');
    if (event.key === 'Escape') {
      if (typing) typing.blur();
      else if (current()) location.hash = 'class';
      return;
    }
    if (typing) return;
    if (event.key === '/' && !current()) {
      event.preventDefault();
      search.focus();
    } else if (event.key === 'j' || event.key === 'k') {
      const links = rows.filter((row) => !row.hidden).map((row) => row.querySelector('th a').hash.slice(1));
      const open = current();
      const at = open ? links.indexOf(open.id) : -1;
      const next = links[event.key === 'j' ? at + 1 : at - 1];
      if (next && (open || event.key === 'j')) location.hash = next;
    }
  });
  const top = () => { if (current() && location.hash.slice(1) === current().id) scrollTo(0, 0); };
  addEventListener('hashchange', top);
})();
