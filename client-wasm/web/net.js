// The browser side of src/platform/net_bridge: fetch with AbortController and WebSocket. Every outcome becomes one call of
// net_event(id, kind, status, pointer, length), which queues; kinds are those of net_event_kind.
mergeInto(LibraryManager.library, {
  // Emscripten writes this object out as text: what is not plain data is made in the postset.
  $net__deps: ['$page', 'malloc'],
  $net__postset: 'net.requests = new Map(); net.sockets = new Map(); net.encoder = new TextEncoder();',
  $net: {
    next: 1,
    requests: null,
    sockets: null,
    encoder: null,

    emit: function(id, kind, status, head, body) {
      const headBytes = net.encoder.encode(head);
      const bodyBytes = typeof body === 'string' ? net.encoder.encode(body) : body;
      const pointer = _malloc(headBytes.length + bodyBytes.length || 1);
      HEAPU8.set(headBytes, pointer);
      HEAPU8.set(bodyBytes, pointer + headBytes.length);
      _net_event(id, kind, status, pointer, headBytes.length, bodyBytes.length);
    },

    run: async function(id, url, options, timeout) {
      const controller = new AbortController();
      net.requests.set(id, controller);
      let timedOut = false;
      const timer = timeout > 0 ? setTimeout(() => { timedOut = true; controller.abort(); }, timeout) : 0;
      try {
        options.signal = controller.signal;   // no spread: Emscripten's optimizer does not know it
        options.credentials = 'same-origin';
        const response = await fetch(url, options);
        const body = new Uint8Array(await response.arrayBuffer());
        let head = '';
        response.headers.forEach((value, name) => { head += `${name}: ${value}\n`; });
        if (net.requests.delete(id)) net.emit(id, 1, response.status, head, body);
      } catch (error) {
        // Aborted by the program: it has forgotten the id already and hears no more of it.
        if (net.requests.delete(id)) net.emit(id, 2, 0, '', timedOut ? 'timed out' : String(error && error.message || error));
      } finally {
        clearTimeout(timer);
      }
    },
  },

  nb_fetch__deps: ['$net'],
  nb_fetch: function(method, methodLength, url, urlLength, headers, headersLength, body, bodyLength, timeout) {
    const id = net.next++;
    const options = {method: page.fromMemory(method, methodLength), headers: {}};
    for (const line of page.fromMemory(headers, headersLength).split('\n')) {
      const colon = line.indexOf(': ');
      if (colon > 0) options.headers[line.slice(0, colon)] = line.slice(colon + 2);
    }
    if (bodyLength > 0) options.body = HEAPU8.slice(body, body + bodyLength);
    net.run(id, page.fromMemory(url, urlLength), options, timeout);
    return id;
  },
  nb_abort__deps: ['$net'],
  nb_abort: function(id) {
    const controller = net.requests.get(id);
    net.requests.delete(id);
    if (controller) controller.abort();
  },
  nb_in_flight__deps: ['$net'],
  nb_in_flight: function() { return net.requests.size; },

  nb_socket__deps: ['$net'],
  nb_socket: function(url, urlLength, protocol, protocolLength) {
    const id = net.next++;
    const target = new URL(page.fromMemory(url, urlLength), window.location.href);
    target.protocol = target.protocol.replace('http', 'ws');
    const socket = new WebSocket(target.href, page.fromMemory(protocol, protocolLength));
    net.sockets.set(id, socket);
    socket.onopen = () => net.emit(id, 3, 0, '', socket.protocol);
    socket.onmessage = (event) => { if (typeof event.data === 'string') net.emit(id, 4, 0, '', event.data); };
    socket.onclose = (event) => { if (net.sockets.delete(id)) net.emit(id, 5, event.code, '', event.reason); };
    return id;
  },
  nb_send__deps: ['$net'],
  nb_send: function(id, pointer, length) {
    const socket = net.sockets.get(id);
    if (!socket || socket.readyState !== 1) return 0;
    socket.send(page.fromMemory(pointer, length));
    return 1;
  },
  nb_buffered__deps: ['$net'],
  nb_buffered: function(id) { return net.sockets.has(id) ? net.sockets.get(id).bufferedAmount : 0; },
  nb_close__deps: ['$net'],
  nb_close: function(id, code, reason, reasonLength) {
    const socket = net.sockets.get(id);
    if (socket) socket.close(code, page.fromMemory(reason, reasonLength));
  },
});
