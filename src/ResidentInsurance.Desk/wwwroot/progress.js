// Keeps the table of a campaign page up to date. Without scripts the page reloads itself instead.
(function () {
  'use strict';
  var panel = document.getElementById('progress');
  var state = document.getElementById('state');
  var connection = new signalR.HubConnectionBuilder().withUrl('/live')
    .withAutomaticReconnect({ nextRetryDelayInMilliseconds: function () { return 2000; } }).build();

  function refresh() {
    fetch(panel.dataset.table).then(function (response) {
      return response.ok ? response.text() : Promise.reject(new Error(String(response.status)));
    }).then(function (html) { panel.innerHTML = html; }, function () { /* the next change asks again */ });
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
