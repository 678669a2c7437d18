readable.pipe(response);
store.subscribe(() => render(store.getState()));
