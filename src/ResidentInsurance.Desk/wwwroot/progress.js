// Keeps the table of a campaign page up to date. Without scripts the page reloads itself instead.
(function () {
  'use strict';
  var panel = document.getElementById('progress');
  var state = document.getElementById('state');
  var asked = 0;
  var connection = new signalR.HubConnectionBuilder().withUrl('/live')
    .withAutomaticReconnect({ nextRetryDelayInMilliseconds: function () { return 2000; } }).build();

  // Only the answer to the last question counts: an older one may come later. The next change may be a day away, so a
  // question that was not answered is asked again.
  function refresh() {
    var mine = ++asked;
    fetch(panel.dataset.table).then(function (response) {
      return response.ok ? response.text() : Promise.reject(new Error(String(response.status)));
    }).then(
      function (html) { if (mine === asked) { panel.innerHTML = html; } },
      function () { if (mine === asked) { setTimeout(refresh, 2000); } });
  }

  // Figures may have changed while nobody listened, so each (re)connection asks for the table.
  function watch() {
    state.textContent = state.dataset.live;
    return connection.invoke('Watch', panel.dataset.campaign).then(refresh);
  }

  function start() {
    connection.start().then(watch).catch(function () { setTimeout(start, 2000); });
  }

  connection.on('changed', refresh);
  connection.onreconnecting(function () { state.textContent = state.dataset.waiting; });
  connection.onreconnected(watch);
  start();
})();
