/** The page's script. All of the page can be read without it: it only adds sorting by a column's head and filters by
 * group, to tables and to the bars of a timeline. Plain JavaScript, for browsers of the last years. */
export const script = `'use strict';
for (const table of document.querySelectorAll('table.sortable')) {
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[table.tHead.rows.length - 1].cells];
  heads.forEach((head, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener('click', () => {
      const up = head.getAttribute('aria-sort') !== 'ascending';
      for (const other of heads) other.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
      const key = (row) => row.cells[column].dataset.value ?? row.cells[column].textContent;
      const rows = [...body.rows].sort((a, b) => {
        const [x, y] = [key(a), key(b)];
        if (x === '' || y === '') return x === y ? 0 : x === '' ? 1 : -1;
        const [m, n] = [Number(x), Number(y)];
        const order = Number.isNaN(m) || Number.isNaN(n) ? x.localeCompare(y, 'en', { numeric: true }) : m - n;
        return up ? order : -order;
      });
      body.append(...rows);
    });
  });
}
for (const figure of document.querySelectorAll('figure[data-filter]')) {
  const marked = [...figure.querySelectorAll('[data-group]')];
  const groups = [...new Set(marked.map((mark) => mark.dataset.group))];
  if (groups.length < 2) continue;
  const fieldset = document.createElement('fieldset');
  const legend = document.createElement('legend');
  legend.textContent = 'Show';
  fieldset.append(legend);
  for (const group of groups) {
    const label = document.createElement('label');
    const box = document.createElement('input');
    box.type = 'checkbox';
    box.checked = true;
    box.value = group;
    box.addEventListener('change', () => {
      for (const mark of marked) {
        if (mark.dataset.group === group) mark.toggleAttribute('hidden', !box.checked);
      }
    });
    label.append(box, ' ' + group);
    fieldset.append(label);
  }
  figure.prepend(fieldset);
}
`;
