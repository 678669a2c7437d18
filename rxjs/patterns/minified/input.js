import{of as o,map as m,Subject as S}from"rxjs";const a=new S,b=a.pipe(m(e=>e+1));a?.b.subscribe(e=>c(e)),o(1).subscribe(c);export{a,b as default};
